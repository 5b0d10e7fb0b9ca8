# mistake: a batch_size below 1 is not refused
# fails: q1_errors
# %% q1
def batches(iterable, batch_size, drop_remainder=False):
    iterator = iter(iterable)
    while batch := list(itertools.islice(iterator, max(batch_size, 0))):
        if len(batch) == batch_size or not drop_remainder:
            yield batch
