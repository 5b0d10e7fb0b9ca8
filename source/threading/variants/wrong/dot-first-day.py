# mistake: the factors of the first day for all days
# fails: q6_example q6_values q6_ones
# %% q6
def factor_dot(beta, f):
    return beta @ f[0]
