# mistake: the mean weight on a position with the token instead of the total
# fails: q3_token_example q3_token
# %% q3b
def special_token_score(A, tokens, token_id):
    holds = (np.asarray(tokens) == token_id).astype(float)
    count = np.maximum(holds.sum(axis=1), 1)[:, None, None]
    return (np.einsum("bjts,bs->bjt", np.asarray(A), holds) / count).mean(axis=(0, 2))
