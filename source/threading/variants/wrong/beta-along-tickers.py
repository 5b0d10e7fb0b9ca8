# mistake: the separate layer works along the tickers, one set of weights for each characteristic
# fails: q3_shapes q3_counts q3_separate
# %% q3
def build_beta(n_tickers, n_chars, n_factors, shared):
    x = keras.Input((n_tickers, n_chars))
    if shared:
        return keras.Model(x, keras.layers.Dense(n_factors)(x))
    y = keras.layers.Dense(n_tickers * n_factors)(keras.layers.Permute((2, 1))(x))
    y = keras.layers.Reshape((n_tickers, n_factors))(keras.layers.GlobalAveragePooling1D()(y))
    return keras.Model(x, y)
