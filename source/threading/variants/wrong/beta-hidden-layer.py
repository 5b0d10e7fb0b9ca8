# mistake: a hidden layer in between
# fails: q3_shapes q3_counts
# %% q3
def build_beta(n_tickers, n_chars, n_factors, shared):
    if shared:
        layers = [keras.layers.Dense(8), keras.layers.Dense(n_factors)]
    else:
        layers = [keras.layers.EinsumDense("btc,tcf->btf", output_shape=(n_tickers, n_factors), bias_axes="tf")]
    return keras.Sequential([keras.Input((n_tickers, n_chars)), *layers])
