# mistake: counts biases
# fails: q4_example q4_values q4_exact
# %% q4
def attention_weights_count(n_layer, d_model):
    return n_layer * (4 * d_model**2 + 4 * d_model)
