# mistake: changes the image that it was given
# fails: q5_input
# %% q5
def deprocess(x):
    x -= x.mean()
    x /= x.std() + 1e-8
    x *= 0.15
    x += 0.5
    return (255 * np.clip(x, 0, 1)).astype("uint8")
