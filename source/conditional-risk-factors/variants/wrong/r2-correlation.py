# mistake: takes the squared correlation of returns and prediction
# fails: q4_r2_example q4_r2
# %% q4b
def r_squared(R, R_hat):
    return np.corrcoef(np.ravel(R), np.ravel(R_hat))[0, 1] ** 2
