# mistake: the list for separate weights holds one layer many times
# fails: q3_shapes q3_counts q3_separate
# %% q3
def build_beta(n_tickers, n_chars, n_factors, shared):
    x = keras.Input((n_tickers, n_chars))
    if shared:
        return keras.Model(x, keras.layers.Dense(n_factors)(x))
    layers = [keras.layers.Dense(n_factors)] * n_tickers
    return keras.Model(x, keras.ops.stack([layer(x[:, i]) for i, layer in enumerate(layers)], axis=1))
