# mistake: reads the first batch at the call
# fails: q1_lazy
# %% q1
def batches(iterable, batch_size, drop_remainder=False):
    if batch_size < 1:
        raise ValueError(batch_size)
    iterator = iter(iterable)
    first = list(itertools.islice(iterator, batch_size))

    def generate(batch):
        while batch:
            if len(batch) == batch_size or not drop_remainder:
                yield batch
            batch = list(itertools.islice(iterator, batch_size))

    return generate(first)
