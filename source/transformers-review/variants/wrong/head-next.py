# mistake: the shift is transposed: looks at the next token
# fails: q5_example q5_map q5_sharpness
# %% q5
def previous_token_head(T, sharpness=20.0):
    target = np.eye(T, k=1)
    target[-1, -1] = 1.0
    return sharpness * np.sqrt(T) * target, np.eye(T)
