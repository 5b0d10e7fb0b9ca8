# mistake: cuts off negative values
# fails: q4_r2
# %% q4b
def r_squared(R, R_hat):
    return max(0.0, 1 - np.sum((R - R_hat) ** 2) / np.sum(R**2))
