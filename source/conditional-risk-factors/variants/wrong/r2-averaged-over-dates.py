# mistake: averages the values of the dates
# fails: q4_r2_example q4_r2
# %% q4b
def r_squared(R, R_hat):
    return np.mean(1 - np.sum((R - R_hat) ** 2, axis=1) / np.sum(R**2, axis=1))
