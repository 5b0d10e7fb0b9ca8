# mistake: makes a list of everything first
# fails: q2_lazy q2_memory
# %% q2
def windows(iterable, size, step=1):
    if size < 1 or step < 1:
        raise ValueError((size, step))
    items = list(itertools.islice(iterable, 100_000))
    for start in range(0, len(items) - size + 1, step):
        yield tuple(items[start : start + size])
