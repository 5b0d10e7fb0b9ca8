# mistake: separate kernels, but one bias for all tickers
# fails: q3_shapes q3_counts
# %% q3
def build_beta(n_tickers, n_chars, n_factors, shared):
    if shared:
        layer = keras.layers.Dense(n_factors)
    else:
        layer = keras.layers.EinsumDense("btc,tcf->btf", output_shape=(n_tickers, n_factors), bias_axes="f")
    return keras.Sequential([keras.Input((n_tickers, n_chars)), layer])
