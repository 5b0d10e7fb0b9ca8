# mistake: leaves out letters that no merge has
# fails: q1_unseen q1_apply
# %% q1b
def apply_bpe(word, merges):
    symbols = [*word, "</w>"]
    known = set("".join(first + second for first, second in merges))
    symbols = [s for s in symbols if s in known or s == "</w>"]
    for first, second in merges:
        position = 0
        while position < len(symbols) - 1:
            if symbols[position] == first and symbols[position + 1] == second:
                symbols[position : position + 2] = [first + second]
            position += 1
    return symbols
