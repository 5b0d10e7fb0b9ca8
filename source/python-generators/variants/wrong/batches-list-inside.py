# mistake: makes a list of everything first
# fails: q1_lazy
# %% q1
def batches(iterable, batch_size, drop_remainder=False):
    if batch_size < 1:
        raise ValueError(batch_size)
    items = list(itertools.islice(iterable, 100_000))
    for start in range(0, len(items), batch_size):
        batch = items[start : start + batch_size]
        if len(batch) == batch_size or not drop_remainder:
            yield batch
