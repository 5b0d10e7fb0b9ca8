# mistake: reads the next window before it hands over this one
# fails: q2_lazy
# %% q2
def windows(iterable, size, step=1):
    if size < 1 or step < 1:
        raise ValueError((size, step))
    window, missing, ready = collections.deque(maxlen=size), size, None
    for item in iterable:
        window.append(item)
        missing -= 1
        if missing == 0:
            if ready is not None:
                yield ready
            ready, missing = tuple(window), step
    if ready is not None:
        yield ready
