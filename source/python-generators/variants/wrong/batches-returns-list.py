# mistake: returns a list of batches
# fails: q1_example q1_lazy q1_errors
# %% q1
def batches(iterable, batch_size, drop_remainder=False):
    if batch_size < 1:
        raise ValueError(batch_size)
    items = list(itertools.islice(iterable, 100_000))
    found = [items[start : start + batch_size] for start in range(0, len(items), batch_size)]
    return [batch for batch in found if len(batch) == batch_size or not drop_remainder]
