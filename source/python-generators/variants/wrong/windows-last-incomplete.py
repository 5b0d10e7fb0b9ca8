# mistake: hands over what is left at the end
# fails: q2_values q2_memory
# %% q2
def windows(iterable, size, step=1):
    if size < 1 or step < 1:
        raise ValueError((size, step))
    window, missing = collections.deque(maxlen=size), size
    for item in iterable:
        window.append(item)
        missing -= 1
        if missing == 0:
            yield tuple(window)
            missing = step
    if missing != step or size > len(window):
        yield tuple(window)
