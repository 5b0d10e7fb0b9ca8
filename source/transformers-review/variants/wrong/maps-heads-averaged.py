# mistake: averages the heads
# fails: q2_example q2_values q2_causal q2_inference
# %% q2
def attention_maps(mha, x, causal=False):
    maps = mha(x, x, return_attention_scores=True, use_causal_mask=causal)[1]
    return np.asarray(maps).mean(axis=1)
