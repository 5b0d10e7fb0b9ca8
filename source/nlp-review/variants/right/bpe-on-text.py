# route: replaces in strings with separators; the lowest pair by sorting
# %% q1a
import re


def learn_bpe(corpus, n_merges):
    table = {tuple(word) + ("</w>",): count for word, count in corpus.items()}
    learned = []
    for _ in range(n_merges):
        counts = {}
        for symbols, count in table.items():
            for i in range(len(symbols) - 1):
                pair = (symbols[i], symbols[i + 1])
                counts[pair] = counts.get(pair, 0) + count
        candidates = sorted((-count, pair) for pair, count in counts.items() if count >= 2)
        if not candidates:
            return learned
        pair = candidates[0][1]
        learned.append(pair)
        table = {tuple(apply_one(symbols, pair)): count for symbols, count in table.items()}
    return learned


def apply_one(symbols, pair):
    text = "\n".join(symbols)
    pattern = r"(?<![^\n])" + re.escape("\n".join(pair)) + r"(?![^\n])"
    return re.sub(pattern, lambda match: "".join(pair), text).split("\n")

# %% q1b
def apply_bpe(word, merges):
    symbols = list(word) + ["</w>"]
    for pair in merges:
        pair = tuple(pair)
        i, result = 0, []
        while i < len(symbols):
            if tuple(symbols[i : i + 2]) == pair:
                result.append(pair[0] + pair[1])
                i += 2
            else:
                result.append(symbols[i])
                i += 1
        symbols = result
    return symbols
