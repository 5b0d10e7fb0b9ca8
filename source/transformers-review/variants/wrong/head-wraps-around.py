# mistake: the first position looks at the last
# fails: q5_example q5_map q5_sharpness
# %% q5
def previous_token_head(T, sharpness=20.0):
    return sharpness * np.sqrt(T) * np.roll(np.eye(T), 1, axis=0), np.eye(T)
