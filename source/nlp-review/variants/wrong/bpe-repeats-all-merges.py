# mistake: starts again with the first merge after each success
# fails: q1_apply
# %% q1b
def apply_bpe(word, merges):
    symbols = [*word, "</w>"]
    changed = True
    while changed:
        changed = False
        for pair in merges:
            for i in range(len(symbols) - 1):
                if (symbols[i], symbols[i + 1]) == tuple(pair):
                    symbols[i : i + 2] = ["".join(pair)]
                    changed = True
                    break
            if changed:
                break
    return symbols
