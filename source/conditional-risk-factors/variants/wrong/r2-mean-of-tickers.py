# mistake: compares with the mean of each ticker over the dates
# fails: q4_r2_example q4_r2
# %% q4b
def r_squared(R, R_hat):
    return 1 - np.sum((R - R_hat) ** 2) / np.sum((R - R.mean(axis=0)) ** 2)
