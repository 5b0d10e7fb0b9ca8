# mistake: a third axis of length 1 is left
# fails: q6_example q6_values q6_ones
# %% q6
def factor_dot(beta, f):
    return beta @ f[:, :, None]
