# student: Petra, handed in the notebook as it was released
# score: 0
# %% q1
def batches(iterable, batch_size, drop_remainder=False):
    """Iterate over lists of batch_size elements."""
    # YOUR CODE HERE
    raise NotImplementedError()
