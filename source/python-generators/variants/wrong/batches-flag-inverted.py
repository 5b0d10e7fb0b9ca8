# mistake: drop_remainder is inverted
# fails: q1_example q1_values q1_remainder q1_once
# %% q1
def batches(iterable, batch_size, drop_remainder=False):
    if batch_size < 1:
        raise ValueError(batch_size)
    iterator = iter(iterable)
    while batch := list(itertools.islice(iterator, batch_size)):
        if len(batch) == batch_size or drop_remainder:
            yield batch
