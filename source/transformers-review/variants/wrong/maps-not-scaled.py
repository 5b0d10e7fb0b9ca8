# mistake: forgets the division by the root of d_attn
# fails: q2_values q2_causal q2_inference
# %% q2
def attention_maps(mha, x, causal=False):
    W_q, b_q, W_k, b_k = mha.get_weights()[:4]
    q = np.einsum("btd,dna->bnta", x, W_q) + b_q[None, :, None]
    k = np.einsum("btd,dna->bnta", x, W_k) + b_k[None, :, None]
    s = np.einsum("bnta,bnsa->bnts", q, k)
    return softmax(np.where(np.tri(s.shape[-1], dtype=bool), s, -np.inf) if causal else s)
