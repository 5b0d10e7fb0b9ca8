# mistake: compares with the mean of all returns
# fails: q4_r2_example q4_r2
# %% q4b
def r_squared(R, R_hat):
    return 1 - np.sum((R - R_hat) ** 2) / np.sum((R - R.mean()) ** 2)
