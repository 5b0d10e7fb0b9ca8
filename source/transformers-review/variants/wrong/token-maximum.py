# mistake: the largest weight on a position with the token instead of the total
# fails: q3_token_example q3_token
# %% q3b
def special_token_score(A, tokens, token_id):
    holds = (np.asarray(tokens) == token_id)[:, None, None, :]
    return np.where(holds, np.asarray(A), 0).max(axis=-1).mean(axis=(0, 2))
