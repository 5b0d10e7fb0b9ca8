# mistake: keeps a standard deviation of 1
# fails: q5_values
# %% q5
def deprocess(x):
    x = np.asarray(x, dtype="float64")
    x = (x - x.mean()) / (x.std() + 1e-8)
    return np.round(255 * np.clip(x + 0.5, 0.0, 1.0)).astype("uint8")
