# mistake: takes the intercept for ln n_c
# fails: q2_example q2_exact q2_squares q2_noise q2_extrapolation q2_order
# %% q2
def fit_power_law(n, loss):
    slope, intercept = np.polyfit(np.log(n), np.log(loss), 1)
    return np.exp(intercept), -slope
