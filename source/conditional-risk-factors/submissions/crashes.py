# student: an undefined name in Question 1, a missing colon in Question 4, the rest is right
# score: 11
# %% q1
def make_model(n_tickers, n_characteristics, hidden_units=8, n_factors=3):
    input_beta = keras.Input((n_tickers, n_characteristics), name="input_beta")
    input_factor = keras.Input((n_tickers,), name="input_factor")
    hidden = keras.layers.Dense(hidden_units, activation="relu")(input_beta)
    hidden = keras.layers.BatchNormalization()(hidden)
    beta = keras.layers.Dense(n_factors, name="output_beta")(hidden)
    factor = keras.layers.Dense(n_factors, name="output_factor")(input_factor)
    returns = layers.Dot(axes=(2, 1))([beta, factor])
    model = keras.Model([input_beta, input_factor], returns)
    model.compile(optimizer="adam", loss="mse")
    return model

# %% q2
def rank_normalize(X):
    X = np.asarray(X)
    result = np.empty(X.shape)
    for d, panel in enumerate(X):
        smaller = (panel[None, :, :] < panel[:, None, :]).sum(axis=1)
        larger = (panel[None, :, :] > panel[:, None, :]).sum(axis=1)
        missing = np.isnan(panel)
        n = (~missing).sum(axis=0)
        result[d] = np.where(missing, -2.0, (smaller - larger) / np.maximum(n - 1, 1))
    return result

# %% q3
def make_examples(X, R, horizon):
    n_dates = len(R)
    if not 0 <= horizon < n_dates:
        raise ValueError("horizon out of range")
    last = n_dates - horizon
    return X[:last], R[:last], R[horizon:]

# %% q4
def pca_factor_model(R_train, k):
    U, s, Vt = np.linalg.svd(R_train, full_matrices=False)
    return U[:, :k] * s[:k], Vt[:k].T


def pca_predict(R, beta)
    return R @ beta @ beta.T

# %% q5
def train_factor_model(X, R, seed):
    keras.utils.set_random_seed(seed)
    model = make_model(X.shape[1], X.shape[2], hidden_units=16, n_factors=2)
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss="mse", jit_compile=False)
    model.fit([X, R], R, batch_size=20, epochs=40, verbose=0)
    return model
