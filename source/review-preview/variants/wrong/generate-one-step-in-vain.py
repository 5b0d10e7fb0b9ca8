# mistake: computes the next output before it looks whether it is needed
# fails: q5_feedback q5_calls q5_end
# %% q5
def generate(step, h0, y0, n, end=None):
    outputs = []
    y, h = step(y0, h0)
    while len(outputs) < n:
        outputs.append(y)
        if end is not None and y == end:
            break
        y, h = step(y, h)
    return outputs
