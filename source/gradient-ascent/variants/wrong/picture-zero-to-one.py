# mistake: forgets the factor 255
# fails: q5_values q5_gray q5_input
# %% q5
def deprocess(x):
    x = np.asarray(x, dtype="float64")
    x = (x - x.mean()) / (x.std() + 1e-8)
    return np.round(np.clip(0.15 * x + 0.5, 0.0, 1.0)).astype("uint8")
