# mistake: calls the layer as in training
# fails: q2_inference
# %% q2
def attention_maps(mha, x, causal=False):
    return np.asarray(mha(x, x, return_attention_scores=True, use_causal_mask=causal, training=True)[1])
