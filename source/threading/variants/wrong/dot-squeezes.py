# mistake: drops all dimensions of length 1
# fails: q6_ones
# %% q6
def factor_dot(beta, f):
    return np.squeeze(beta @ f[..., None])
