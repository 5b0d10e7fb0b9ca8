# mistake: the step is always 1
# fails: q2_example q2_values q2_lazy q2_memory
# %% q2
def windows(iterable, size, step=1):
    if size < 1 or step < 1:
        raise ValueError((size, step))
    window = collections.deque(maxlen=size)
    for item in iterable:
        window.append(item)
        if len(window) == size:
            yield tuple(window)
