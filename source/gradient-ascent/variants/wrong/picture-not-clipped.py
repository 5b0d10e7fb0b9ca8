# mistake: does not clip, so that uint8 wraps around
# fails: q5_values
# %% q5
def deprocess(x):
    x = np.asarray(x, dtype="float64")
    x = (x - x.mean()) / (x.std() + 1e-8)
    return np.round(255 * (0.15 * x + 0.5)).astype("int64").astype("uint8")
