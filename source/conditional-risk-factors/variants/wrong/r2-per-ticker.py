# mistake: gives one value per ticker
# fails: q4_r2_example q4_r2
# %% q4b
def r_squared(R, R_hat):
    return 1 - np.sum((R - R_hat) ** 2, axis=0) / np.sum(R**2, axis=0)
