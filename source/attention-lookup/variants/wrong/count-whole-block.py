# mistake: counts the feed-forward network, too: 12 d^2
# fails: q4_example q4_values q4_exact
# %% q4
def attention_weights_count(n_layer, d_model):
    return 12 * n_layer * d_model**2
