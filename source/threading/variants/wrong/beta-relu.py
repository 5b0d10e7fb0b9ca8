# mistake: an activation, out of habit
# fails: q3_shared q3_separate
# %% q3
def build_beta(n_tickers, n_chars, n_factors, shared):
    if shared:
        layer = keras.layers.Dense(n_factors, activation="relu")
    else:
        layer = keras.layers.EinsumDense("btc,tcf->btf", output_shape=(n_tickers, n_factors), bias_axes="tf", activation="relu")
    return keras.Sequential([keras.Input((n_tickers, n_chars)), layer])
