# student: Ophelia, handed in the notebook as it was released
# score: 0
# %% q1a
def train_flops(N, D):
    """Operations of a training of N parameters on D tokens."""
    # YOUR CODE HERE
    raise NotImplementedError()
