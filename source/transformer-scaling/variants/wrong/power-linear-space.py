# mistake: least squares of the losses themselves
# fails: q2_squares q2_order
# %% q2
def fit_power_law(n, loss):
    from scipy.optimize import curve_fit
    slope, intercept = np.polyfit(np.log(n), np.log(loss), 1)
    (log_c, alpha), _ = curve_fit(lambda x, log_c, alpha: np.exp(alpha * (log_c - x)), np.log(n), loss, p0=(-intercept / slope, -slope), maxfev=10000)
    return np.exp(log_c), alpha
