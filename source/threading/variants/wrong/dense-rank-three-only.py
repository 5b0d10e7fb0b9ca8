# mistake: written for days, tickers and characteristics
# fails: q1_values q1_bias q1_activation
# %% q1
def dense_threaded(x, W, b=None, activation=None):
    z = np.einsum("btc,cf->btf", x, W)
    if b is not None:
        z = z + b
    return z if activation is None else activation(z)
