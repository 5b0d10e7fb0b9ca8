# mistake: takes the positions of the first sequence for the whole batch
# fails: q3_token
# %% q3b
def special_token_score(A, tokens, token_id):
    return np.asarray(A)[..., np.asarray(tokens)[0] == token_id].sum(axis=-1).mean(axis=(0, 2))
