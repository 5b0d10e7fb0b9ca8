# mistake: subtracts the mean of the day first, which mixes tickers
# fails: q3_shared q3_separate
# %% q3
def build_beta(n_tickers, n_chars, n_factors, shared):
    x = keras.Input((n_tickers, n_chars))
    centred = x - keras.ops.mean(x, axis=1, keepdims=True)
    if shared:
        layer = keras.layers.Dense(n_factors)
    else:
        layer = keras.layers.EinsumDense("btc,tcf->btf", output_shape=(n_tickers, n_factors), bias_axes="tf")
    return keras.Model(x, layer(centred))
