# route: keeps the counts of pairs; words that hold the merged pair are taken out of them and come back in
# %% q1a
def learn_bpe(corpus, n_merges):
    words = [[*word, "</w>"] for word in corpus]
    numbers = list(corpus.values())
    counts, places = {}, {}

    def count(word, sign):
        symbols = words[word]
        for pair in zip(symbols, symbols[1:]):
            counts[pair] = counts.get(pair, 0) + sign * numbers[word]
            places.setdefault(pair, set()).add(word)

    for word in range(len(words)):
        count(word, 1)
    merges = []
    while len(merges) < n_merges:
        most = max(counts.values(), default=0)
        if most < 2:
            break
        pair = min(candidate for candidate, number in counts.items() if number == most)
        merges.append(pair)
        for word in places.pop(pair):
            count(word, -1)
            words[word] = apply_bpe_once(words[word], pair)
            count(word, 1)
    return merges


def apply_bpe_once(symbols, pair):
    left_to_do, done = symbols[::-1], []
    while left_to_do:
        symbol = left_to_do.pop()
        if symbol == pair[0] and left_to_do and left_to_do[-1] == pair[1]:
            symbol += left_to_do.pop()
        done.append(symbol)
    return done
