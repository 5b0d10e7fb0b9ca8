# student: ranks over all dates, takes future returns as input, centres in PCA
# score: 12.5
# %% q1
def make_model(n_tickers, n_characteristics, hidden_units=8, n_factors=3):
    input_beta = keras.Input((n_tickers, n_characteristics), name="input_beta")
    input_factor = keras.Input((n_tickers,), name="input_factor")
    hidden = keras.layers.Dense(hidden_units, activation="relu")(input_beta)
    hidden = keras.layers.BatchNormalization()(hidden)
    beta = keras.layers.Dense(n_factors, name="output_beta")(hidden)
    factor = keras.layers.Dense(n_factors, name="output_factor")(input_factor)
    returns = keras.layers.Dot(axes=(2, 1))([beta, factor])
    model = keras.Model([input_beta, input_factor], returns)
    model.compile(optimizer="adam", loss="mse")
    return model

# %% q2
def rank_normalize(X):
    X = np.asarray(X, dtype=float)
    flat = X.reshape(-1, X.shape[2])
    smaller = (flat[None] < flat[:, None]).sum(axis=1)
    larger = (flat[None] > flat[:, None]).sum(axis=1)
    n = (~np.isnan(flat)).sum(axis=0)
    return np.where(np.isnan(flat), -2.0, (smaller - larger) / np.maximum(n - 1, 1)).reshape(X.shape)

# %% q3
def make_examples(X, R, horizon):
    n_dates = len(R)
    if not 0 <= horizon < n_dates:
        raise ValueError("horizon out of range")
    last = n_dates - horizon
    return X[:last], R[horizon:], R[horizon:]

# %% q4
def pca_factor_model(R_train, k):
    U, s, Vt = np.linalg.svd(R_train - R_train.mean(axis=0), full_matrices=False)
    return U[:, :k] * s[:k], Vt[:k].T


def pca_predict(R, beta):
    return R @ beta @ beta.T

# %% q5
def train_factor_model(X, R, seed):
    keras.utils.set_random_seed(seed)
    model = make_model(X.shape[1], X.shape[2], hidden_units=16, n_factors=2)
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss="mse", jit_compile=False)
    model.fit([X, R], R, batch_size=20, epochs=40, verbose=0)
    return model
