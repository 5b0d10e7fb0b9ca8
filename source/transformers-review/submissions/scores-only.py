# student: Zoe, skipped the experiments of question 1 and the head of question 5
# score: 10
# %% q2
def attention_maps(mha, x, causal=False):
    output, scores = mha(x, x, return_attention_scores=True, use_causal_mask=causal)
    return scores

# %% q3a
def offset_score(A, offset):
    A = np.asarray(A)
    T = A.shape[2]
    if offset >= T or offset <= -T:
        raise ValueError("offset")
    total, count = 0, 0
    for t in range(T):
        if 0 <= t + offset < T:
            total = total + A[:, :, t, t + offset].sum(axis=0)
            count += A.shape[0]
    return total / count

# %% q3b
def special_token_score(A, tokens, token_id):
    result = np.zeros(A.shape[1])
    for b in range(A.shape[0]):
        for s in range(A.shape[3]):
            if tokens[b, s] == token_id:
                result += A[b, :, :, s].mean(axis=1)
    return result / A.shape[0]

# %% q4
def describe_heads(A, tokens, sep_id):
    p, n, s = offset_score(A, -1), offset_score(A, 1), special_token_score(A, tokens, sep_id)
    out = []
    for a, b, c in zip(p, n, s):
        if max(a, b, c) < 0.5:
            out.append("broad")
        elif a == max(a, b, c):
            out.append("previous")
        elif b == max(a, b, c):
            out.append("next")
        else:
            out.append("sep")
    return out
