# mistake: a step below 1 is not refused
# fails: q2_errors
# %% q2
def windows(iterable, size, step=1):
    if size < 1:
        raise ValueError(size)
    window, missing = collections.deque(maxlen=size), size
    for item in iterable:
        window.append(item)
        missing -= 1
        if missing == 0:
            yield tuple(window)
            missing = step
