# mistake: divides by the variance
# fails: q5_values q5_input
# %% q5
def deprocess(x):
    x = np.asarray(x, dtype="float64")
    x = (x - x.mean()) / (x.var() + 1e-8)
    return np.round(255 * np.clip(0.15 * x + 0.5, 0.0, 1.0)).astype("uint8")
