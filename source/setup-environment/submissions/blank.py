# student: Davit, opened the notebook, ran it and handed it in
# score: 0
# %% q1
def version_at_least(found, minimum):
    """True if version `found` is `minimum` or newer."""
    # YOUR CODE HERE
    raise NotImplementedError()
