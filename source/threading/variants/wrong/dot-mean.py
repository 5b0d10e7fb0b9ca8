# mistake: the mean over the factors
# fails: q6_example q6_values q6_ones
# %% q6
def factor_dot(beta, f):
    return np.mean(beta * f[:, None], axis=-1)
