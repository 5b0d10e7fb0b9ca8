# mistake: the weights, without multiplication and addition
# fails: q6_example q6_flops
# %% q6a
def inference_flops(n_layers, d_model):
    return 12 * n_layers * d_model**2
