# route: the last layer of the betas for one ticker at a time, the product as a sum
# %% q1
def make_model(n_tickers, n_characteristics, hidden_units=8, n_factors=3):
    L, ops = keras.layers, keras.ops
    x = keras.Input((n_tickers, n_characteristics), name="input_beta")
    r = keras.Input((n_tickers,), name="input_factor")
    h = L.TimeDistributed(L.Dense(hidden_units, activation="relu"))(x)
    betas = L.TimeDistributed(L.Dense(n_factors), name="output_beta")(L.BatchNormalization()(h))
    factors = L.Dense(n_factors, name="output_factor")(r)
    model = keras.Model([x, r], ops.sum(betas * ops.expand_dims(factors, 1), axis=-1))
    model.compile("adam", "mean_squared_error")
    return model
