# mistake: ignores the switch
# fails: q3_shapes q3_counts q3_separate
# %% q3
def build_beta(n_tickers, n_chars, n_factors, shared):
    return keras.Sequential([keras.Input((n_tickers, n_chars)), keras.layers.Dense(n_factors)])
