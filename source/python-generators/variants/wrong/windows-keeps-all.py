# mistake: reads as it goes, but forgets nothing
# fails: q2_memory
# %% q2
def windows(iterable, size, step=1):
    if size < 1 or step < 1:
        raise ValueError((size, step))
    items, start = [], 0
    for item in iterable:
        items.append(item)
        if len(items) == start + size:
            yield tuple(items[start:])
            start += step
