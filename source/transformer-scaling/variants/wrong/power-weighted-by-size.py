# mistake: larger models count more
# fails: q2_squares q2_order
# %% q2
def fit_power_law(n, loss):
    slope, intercept = np.polyfit(np.log(n), np.log(loss), 1, w=np.sqrt(np.log(n)))
    return np.exp(-intercept / slope), -slope
