# mistake: next without a catch: StopIteration becomes RuntimeError
# fails: q1_example q1_values q1_remainder q1_once
# %% q1
def batches(iterable, batch_size, drop_remainder=False):
    if batch_size < 1:
        raise ValueError(batch_size)
    iterator = iter(iterable)
    while True:
        batch = []
        for _ in range(batch_size):
            batch.append(next(iterator))
        yield batch
