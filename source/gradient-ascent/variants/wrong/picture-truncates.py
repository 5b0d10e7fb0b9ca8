# mistake: divides the range from the smallest to the largest value
# fails: q5_values
# %% q5
def deprocess(x):
    x = np.asarray(x, dtype="float64")
    x = (x - x.min()) / (x.max() - x.min() + 1e-8)
    if np.ptp(x) == 0:
        x = x + 0.5
    return np.round(255 * x).astype("uint8")
