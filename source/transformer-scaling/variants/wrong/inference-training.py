# mistake: counts the backward pass, too
# fails: q6_example q6_flops
# %% q6a
def inference_flops(n_layers, d_model):
    return 72 * n_layers * d_model**2
