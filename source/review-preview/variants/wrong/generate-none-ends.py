# mistake: compares with None, too: an output None ends the text although there is no end token
# fails: q5_end
# %% q5
def generate(step, h0, y0, n, end=None):
    outputs, y, h = [], y0, h0
    while len(outputs) < n:
        y, h = step(y, h)
        outputs.append(y)
        if y == end:
            break
    return outputs
