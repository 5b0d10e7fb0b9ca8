# mistake: feeds y0 at every step
# fails: q5_example q5_feedback q5_calls q5_end
# %% q5
def generate(step, h0, y0, n, end=None):
    outputs, h = [], h0
    for _ in range(n):
        y, h = step(y0, h)
        outputs.append(y)
        if end is not None and y == end:
            break
    return outputs
