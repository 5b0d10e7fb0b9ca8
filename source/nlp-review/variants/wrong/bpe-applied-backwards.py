# mistake: carries the merges out in reverse order
# fails: q1_apply
# %% q1b
def apply_bpe(word, merges):
    symbols = [*word, "</w>"]
    for first, second in reversed(merges):
        position = 0
        while position < len(symbols) - 1:
            if symbols[position] == first and symbols[position + 1] == second:
                symbols[position : position + 2] = [first + second]
            position += 1
    return symbols
