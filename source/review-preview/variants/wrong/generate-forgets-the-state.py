# mistake: starts every step from h0
# fails: q5_example q5_feedback q5_end
# %% q5
def generate(step, h0, y0, n, end=None):
    outputs, y = [], y0
    for _ in range(n):
        y, _ = step(y, h0)
        outputs.append(y)
        if end is not None and y == end:
            break
    return outputs
