# mistake: the end token is not kept
# fails: q5_example q5_calls q5_end
# %% q5
def generate(step, h0, y0, n, end=None):
    outputs, y, h = [], y0, h0
    for _ in range(n):
        y, h = step(y, h)
        if end is not None and y == end:
            break
        outputs.append(y)
    return outputs
