# mistake: sorts the arguments in place
# fails: q2_order
# %% q2
def fit_power_law(n, loss):
    order = np.argsort(n)
    n[:], loss[:] = n[order], loss[order]
    slope, intercept = np.polyfit(np.log(n), np.log(loss), 1)
    return np.exp(-intercept / slope), -slope
