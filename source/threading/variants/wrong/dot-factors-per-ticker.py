# mistake: days and tickers are taken for each other
# fails: q6_values q6_ones
# %% q6
def factor_dot(beta, f):
    return np.sum(beta * f, axis=-1)
