# mistake: a BatchNormalization layer, with weights that are not trained
# fails: q3_shapes q3_counts
# %% q3
def build_beta(n_tickers, n_chars, n_factors, shared):
    if shared:
        layer = keras.layers.Dense(n_factors)
    else:
        layer = keras.layers.EinsumDense("btc,tcf->btf", output_shape=(n_tickers, n_factors), bias_axes="tf")
    return keras.Sequential([keras.Input((n_tickers, n_chars)), keras.layers.BatchNormalization(), layer])
