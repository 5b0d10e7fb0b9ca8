# mistake: drop_remainder is not respected
# fails: q1_example q1_remainder
# %% q1
def batches(iterable, batch_size, drop_remainder=False):
    if batch_size < 1:
        raise ValueError(batch_size)
    iterator = iter(iterable)
    while batch := list(itertools.islice(iterator, batch_size)):
        yield batch
