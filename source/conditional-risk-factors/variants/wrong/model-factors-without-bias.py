# mistake: leaves out the bias of the factors
# fails: q1_weights q1_values
# %% q1
def make_model(n_tickers, n_characteristics, hidden_units=8, n_factors=3):
    input_beta = keras.Input((n_tickers, n_characteristics), name="input_beta")
    input_factor = keras.Input((n_tickers,), name="input_factor")
    hidden = keras.layers.Dense(hidden_units, activation="relu")(input_beta)
    hidden = keras.layers.BatchNormalization()(hidden)
    beta = keras.layers.Dense(n_factors, name="output_beta")(hidden)
    factor = keras.layers.Dense(n_factors, use_bias=False, name="output_factor")(input_factor)
    returns = keras.layers.Dot(axes=(2, 1))([beta, factor])
    model = keras.Model([input_beta, input_factor], returns)
    model.compile(optimizer="adam", loss="mse")
    return model
