# mistake: divides 0 by 0 for an image of one colour
# fails: q5_gray
# %% q5
def deprocess(x):
    x = np.asarray(x, dtype="float64")
    x = (x - x.mean()) / (x.std())
    return np.round(255 * np.clip(0.15 * x + 0.5, 0.0, 1.0)).astype("uint8")
