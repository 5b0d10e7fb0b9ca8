# mistake: merges from right to left
# fails: q1_overlap
# %% q1b
def apply_bpe(word, merges):
    symbols = [*word, "</w>"]
    for first, second in merges:
        position = len(symbols) - 2
        while position >= 0:
            if symbols[position : position + 2] == [first, second]:
                symbols[position : position + 2] = [first + second]
            position -= 1
    return symbols
