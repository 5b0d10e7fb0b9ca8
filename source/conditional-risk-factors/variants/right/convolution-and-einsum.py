# route: the beta net as convolutions of one tap, the product by einsum
# %% q1
def make_model(n_tickers, n_characteristics, hidden_units=8, n_factors=3):
    L = keras.layers
    x = keras.Input(shape=(n_tickers, n_characteristics), name="input_beta")
    r = keras.Input(shape=(n_tickers,), name="input_factor")
    h = L.BatchNormalization(epsilon=1e-5)(L.Conv1D(hidden_units, kernel_size=1, activation="relu")(x))
    betas = L.Conv1D(n_factors, kernel_size=1, name="output_beta")(h)
    factors = L.Dense(n_factors, name="output_factor")(r)
    model = keras.Model(inputs=[x, r], outputs=keras.ops.einsum("btf,bf->bt", betas, factors))
    model.compile(loss=keras.losses.MeanSquaredError(), optimizer=keras.optimizers.Adam(1e-3))
    return model
