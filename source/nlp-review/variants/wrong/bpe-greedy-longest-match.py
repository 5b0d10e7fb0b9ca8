# mistake: encodes by the longest known piece from the left, not in the order of the merges
# fails: q1_apply
# %% q1b
def apply_bpe(word, merges):
    pieces = {first + second for first, second in merges}
    symbols, rest = [], [*word, "</w>"]
    while rest:
        for length in range(len(rest), 0, -1):
            piece = "".join(rest[:length])
            if length == 1 or piece in pieces:
                symbols.append(piece)
                rest = rest[length:]
                break
    return symbols
