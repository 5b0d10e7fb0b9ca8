# mistake: regresses ln n on ln L
# fails: q2_squares q2_order
# %% q2
def fit_power_law(n, loss):
    slope, intercept = np.polyfit(np.log(loss), np.log(n), 1)
    return np.exp(intercept), -1 / slope
