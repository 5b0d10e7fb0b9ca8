# mistake: exchanges previous and next
# fails: q4_example q4_heads
# %% q4
def describe_heads(A, tokens, sep_id):
    scores = np.stack([offset_score(A, 1), offset_score(A, -1), special_token_score(A, tokens, sep_id)])
    names = np.array(["previous", "next", "sep"])[scores.argmax(axis=0)]
    return np.where(scores.max(axis=0) >= 0.5, names, "broad").tolist()
