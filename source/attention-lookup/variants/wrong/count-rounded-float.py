# mistake: makes an int of a float: not exact for large models
# fails: q4_exact
# %% q4
def attention_weights_count(n_layer, d_model):
    return int(4.0 * n_layer * float(d_model) ** 2)
