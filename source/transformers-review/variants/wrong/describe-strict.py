# mistake: a score of exactly 0.5 is not enough
# fails: q4_boundary
# %% q4
def describe_heads(A, tokens, sep_id):
    scores = np.stack([offset_score(A, -1), offset_score(A, 1), special_token_score(A, tokens, sep_id)])
    names = np.array(["previous", "next", "sep"])[scores.argmax(axis=0)]
    return np.where(scores.max(axis=0) > 0.5, names, "broad").tolist()
