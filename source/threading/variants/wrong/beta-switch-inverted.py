# mistake: the switch the wrong way round
# fails: q3_shapes q3_counts q3_shared q3_separate
# %% q3
def build_beta(n_tickers, n_chars, n_factors, shared):
    if shared:
        layer = keras.layers.EinsumDense("btc,tcf->btf", output_shape=(n_tickers, n_factors), bias_axes="tf")
    else:
        layer = keras.layers.Dense(n_factors)
    return keras.Sequential([keras.Input((n_tickers, n_chars)), layer])
