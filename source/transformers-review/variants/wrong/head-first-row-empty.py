# mistake: the first position has no target: its row is uniform
# fails: q5_example q5_map q5_sharpness
# %% q5
def previous_token_head(T, sharpness=20.0):
    return sharpness * np.sqrt(T) * np.eye(T, k=-1), np.eye(T)
