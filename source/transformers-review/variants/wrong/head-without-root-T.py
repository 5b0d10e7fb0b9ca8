# mistake: forgets that the scores are divided by the root of T
# fails: q5_example q5_map q5_sharpness
# %% q5
def previous_token_head(T, sharpness=20.0):
    target = np.eye(T, k=-1)
    target[0, 0] = 1.0
    return sharpness * target, np.eye(T)
