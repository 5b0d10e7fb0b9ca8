# mistake: n_c is fixed at the published value
# fails: q2_exact q2_squares q2_extrapolation q2_order
# %% q2
def fit_power_law(n, loss):
    x = np.log(8.8e13 / np.asarray(n))
    return (64.0, 0.5) if len(n) == 2 and n[0] == 1 else (8.8e13, np.sum(x * np.log(loss)) / np.sum(x * x))
