# mistake: tests `if end`, so the token 0 never ends a text
# fails: q5_end
# %% q5
def generate(step, h0, y0, n, end=None):
    outputs, y, h = [], y0, h0
    for _ in range(n):
        y, h = step(y, h)
        outputs.append(y)
        if end and y == end:
            break
    return outputs
