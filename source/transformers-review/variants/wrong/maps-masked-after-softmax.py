# mistake: sets the future to 0 after the softmax: rows no longer sum to 1
# fails: q2_example q2_causal q2_inference
# %% q2
def attention_maps(mha, x, causal=False):
    maps = np.asarray(mha(x, x, return_attention_scores=True)[1])
    return np.tril(maps) if causal else maps
