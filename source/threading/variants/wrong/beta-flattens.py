# mistake: flattens the day before the shared layer
# fails: q3_shapes q3_counts q3_shared
# %% q3
def build_beta(n_tickers, n_chars, n_factors, shared):
    x = keras.Input((n_tickers, n_chars))
    if shared:
        y = keras.layers.Dense(n_tickers * n_factors)(keras.layers.Flatten()(x))
        y = keras.layers.Reshape((n_tickers, n_factors))(y)
    else:
        y = keras.layers.EinsumDense("btc,tcf->btf", output_shape=(n_tickers, n_factors), bias_axes="tf")(x)
    return keras.Model(x, y)
