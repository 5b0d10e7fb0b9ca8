# mistake: reads the next batch before it hands over this one
# fails: q1_lazy
# %% q1
def batches(iterable, batch_size, drop_remainder=False):
    if batch_size < 1:
        raise ValueError(batch_size)
    iterator = iter(iterable)
    batch = list(itertools.islice(iterator, batch_size))
    while batch:
        following = list(itertools.islice(iterator, batch_size))
        if len(batch) == batch_size or not drop_remainder:
            yield batch
        batch = following
