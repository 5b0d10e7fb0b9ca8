# mistake: the list starts with y0
# fails: q5_example q5_feedback q5_calls q5_end
# %% q5
def generate(step, h0, y0, n, end=None):
    outputs, h = [y0], h0
    for _ in range(n):
        y, h = step(outputs[-1], h)
        outputs.append(y)
        if end is not None and y == end:
            break
    return outputs
