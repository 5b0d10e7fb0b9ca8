# mistake: ignores `causal`
# fails: q2_example q2_causal q2_inference
# %% q2
def attention_maps(mha, x, causal=False):
    return np.asarray(mha(x, x, return_attention_scores=True)[1])
