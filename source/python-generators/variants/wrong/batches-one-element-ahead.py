# mistake: reads one element more, to see whether there is one
# fails: q1_lazy
# %% q1
def batches(iterable, batch_size, drop_remainder=False):
    if batch_size < 1:
        raise ValueError(batch_size)
    batch = []
    for item in iterable:
        if len(batch) == batch_size:
            yield batch
            batch = []
        batch.append(item)
    if batch and (len(batch) == batch_size or not drop_remainder):
        yield batch
