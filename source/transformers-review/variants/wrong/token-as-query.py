# mistake: weight of the queries that hold the token, instead of the weight on it
# fails: q3_token_example q3_token
# %% q3b
def special_token_score(A, tokens, token_id):
    holds = (np.asarray(tokens) == token_id).astype(float)
    return np.einsum("bjts,bt->bjs", np.asarray(A), holds).mean(axis=(0, 2)) * (holds.sum() > 0) / max(holds.mean() * 4, 1)
