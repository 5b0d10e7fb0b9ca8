# mistake: a line through n and L, without logarithms
# fails: q2_example q2_exact q2_squares q2_noise q2_extrapolation q2_order
# %% q2
def fit_power_law(n, loss):
    slope, intercept = np.polyfit(n, loss, 1)
    return intercept, -slope
