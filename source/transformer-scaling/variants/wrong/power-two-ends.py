# mistake: the line through the first and the last point
# fails: q2_squares q2_order
# %% q2
def fit_power_law(n, loss):
    i, j = np.argmin(n), np.argmax(n)
    alpha = np.log(loss[i] / loss[j]) / np.log(n[j] / n[i])
    return n[i] * loss[i] ** (1 / alpha), alpha
