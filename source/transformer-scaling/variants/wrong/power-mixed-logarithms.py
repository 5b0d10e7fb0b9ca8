# mistake: log10 in the fit, exp afterwards
# fails: q2_example q2_exact q2_squares q2_noise q2_extrapolation q2_order
# %% q2
def fit_power_law(n, loss):
    slope, intercept = np.polyfit(np.log10(n), np.log10(loss), 1)
    return np.exp(-intercept / slope), -slope
