# mistake: leaves out the biases of queries and keys
# fails: q2_values q2_causal q2_inference
# %% q2
def attention_maps(mha, x, causal=False):
    W_q, b_q, W_k, b_k = mha.get_weights()[:4]
    s = np.einsum("btd,dna,bse,ena->bnts", x, W_q, x, W_k) / np.sqrt(W_q.shape[-1])
    return softmax(np.where(np.tri(s.shape[-1], dtype=bool), s, -np.inf) if causal else s)
