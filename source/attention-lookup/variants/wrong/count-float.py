# mistake: computes with floats
# fails: q4_values q4_exact
# %% q4
def attention_weights_count(n_layer, d_model):
    return 4.0 * n_layer * d_model**2
