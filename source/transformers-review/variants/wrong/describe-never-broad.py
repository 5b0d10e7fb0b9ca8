# mistake: forgets the threshold
# fails: q4_example q4_heads q4_boundary
# %% q4
def describe_heads(A, tokens, sep_id):
    scores = np.stack([offset_score(A, -1), offset_score(A, 1), special_token_score(A, tokens, sep_id)])
    return np.array(["previous", "next", "sep"])[scores.argmax(axis=0)].tolist()
