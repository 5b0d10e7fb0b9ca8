# mistake: needs a length and indices
# fails: q1_example q1_lazy q1_once
# %% q1
def batches(iterable, batch_size, drop_remainder=False):
    if batch_size < 1:
        raise ValueError(batch_size)
    for start in range(0, len(iterable), batch_size):
        batch = list(iterable[start : start + batch_size])
        if len(batch) == batch_size or not drop_remainder:
            yield batch
