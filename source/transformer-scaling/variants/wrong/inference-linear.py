# mistake: d_model is not squared
# fails: q6_example q6_flops
# %% q6a
def inference_flops(n_layers, d_model):
    return 24 * n_layers * d_model
