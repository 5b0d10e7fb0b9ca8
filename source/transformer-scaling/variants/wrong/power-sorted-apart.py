# mistake: sorts sizes and losses, each for itself
# fails: q2_squares q2_order
# %% q2
def fit_power_law(n, loss):
    slope, intercept = np.polyfit(np.log(np.sort(n)), np.log(np.sort(loss)[::-1]), 1)
    return np.exp(-intercept / slope), -slope
