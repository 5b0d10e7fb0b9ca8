# mistake: np.dot with the factors of all days
# fails: q6_values q6_ones
# %% q6
def factor_dot(beta, f):
    return np.dot(beta, f.T)
