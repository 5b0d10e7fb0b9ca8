# mistake: shares the sharpness between both matrices by a root: NaN for a negative one
# fails: q5_sharpness
# %% q5
def previous_token_head(T, sharpness=20.0):
    target = np.eye(T, k=-1)
    target[0, 0] = 1.0
    with np.errstate(invalid="ignore"):
        root = np.sqrt(np.float64(sharpness) * np.sqrt(T))
    return root * target, root * np.eye(T)
