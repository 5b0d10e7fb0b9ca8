# mistake: softmax over the axis of the queries
# fails: q2_example q2_values q2_causal q2_inference
# %% q2
def attention_maps(mha, x, causal=False):
    W_q, b_q, W_k, b_k = mha.get_weights()[:4]
    q = np.einsum("btd,dna->bnta", x, W_q) + b_q[None, :, None]
    k = np.einsum("btd,dna->bnta", x, W_k) + b_k[None, :, None]
    s = np.einsum("bnta,bnsa->bnst", q, k) / np.sqrt(W_q.shape[-1])
    if causal:
        s = np.where(np.tri(s.shape[-1], dtype=bool).T, s, -np.inf)
    return softmax(s).transpose(0, 1, 3, 2)
