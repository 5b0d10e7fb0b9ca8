# mistake: reads the gap before it hands over the window
# fails: q2_lazy
# %% q2
def windows(iterable, size, step=1):
    if size < 1 or step < 1:
        raise ValueError((size, step))
    iterator = iter(iterable)
    window = collections.deque(itertools.islice(iterator, size), maxlen=size)
    while len(window) == size:
        ready = tuple(window)
        new = list(itertools.islice(iterator, step))
        yield ready
        if len(new) < step:
            return
        window.extend(new)
