# mistake: lists instead of tuples
# fails: q2_example q2_values
# %% q2
def windows(iterable, size, step=1):
    if size < 1 or step < 1:
        raise ValueError((size, step))
    window, missing = collections.deque(maxlen=size), size
    for item in iterable:
        window.append(item)
        missing -= 1
        if missing == 0:
            yield list(window)
            missing = step
