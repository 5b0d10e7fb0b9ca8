# student: Renée, careful, her own way through: SciPy's ranks, a validation set to stop early; answers the discussion
# score: 20
# %% q1
def make_model(n_tickers, n_characteristics, hidden_units=8, n_factors=3):
    layers = keras.layers
    chars = layers.Input(shape=(n_tickers, n_characteristics), name="input_beta")
    rets = layers.Input(shape=(n_tickers,), name="input_factor")

    # Dense works on the last axis only, so the tickers stay apart and share the weights
    z = layers.Dense(hidden_units)(chars)
    z = layers.ReLU()(z)
    z = layers.BatchNormalization()(z)
    betas = layers.Dense(n_factors, name="output_beta")(z)  # (B, n, K)

    factors = layers.Dense(n_factors, name="output_factor")(rets)  # (B, K)
    column = layers.Reshape((n_factors, 1))(factors)
    r_hat = layers.Reshape((n_tickers,), name="r_hat")(keras.ops.matmul(betas, column))  # (B, n, 1) -> (B, n)

    net = keras.Model(inputs=[chars, rets], outputs=r_hat, name="conditional_autoencoder")
    net.compile(optimizer=keras.optimizers.Adam(), loss=keras.losses.MeanSquaredError())
    return net

# %% q2
from scipy.stats import rankdata


def rank_normalize(X):
    unknown = np.isnan(X)
    n = np.sum(~unknown, axis=1, keepdims=True)
    ranks = rankdata(X, axis=1, nan_policy="omit")  # ties share the mean rank, NaN stays NaN
    # a date with one value has rank 1 and (1 - 1) / 1 * 2 - 1 = -1, so it needs its own line
    scaled = 2 * (ranks - 1) / np.where(n > 1, n - 1, 1) - 1
    scaled = np.where(n == 1, 0.0, scaled)
    scaled[unknown] = -2.0
    return scaled

# %% q3
def make_examples(X, R, horizon):
    T = X.shape[0]
    if horizon < 0:
        raise ValueError("the horizon may not be negative")
    if horizon >= T:
        raise ValueError(f"a horizon of {horizon} needs more than {T} dates")
    today = np.arange(T - horizon)
    return X[today], R[today], R[today + horizon]

# %% q3b
def split_dates(X, R, share=0.2):
    T = X.shape[0]
    n_test = int(np.rint(share * T))
    is_test = np.arange(T) >= T - n_test
    train = (X[~is_test], R[~is_test])
    test = (X[is_test], R[is_test])
    return train, test

# %% q4
def pca_factor_model(R_train, k):
    # Principal directions live in the space of the tickers: left singular vectors of R^T.
    directions, strength, _ = np.linalg.svd(R_train.T, full_matrices=False)
    assert np.all(np.diff(strength) <= 0)  # largest first, I looked it up
    loadings = directions[:, :k]
    return R_train @ loadings, loadings


def pca_predict(R, beta):
    # Normal equations per date. beta^T beta is the identity here, but this way I need not rely on it.
    F = np.linalg.solve(beta.T @ beta, beta.T @ R.T)  # (k, dates)
    return np.einsum("nk,kd->dn", beta, F)

# %% q4b
def r_squared(R, R_hat):
    residual = np.asarray(R, dtype=float) - np.asarray(R_hat, dtype=float)
    unexplained = np.mean(residual**2) / np.mean(np.asarray(R, dtype=float) ** 2)
    return float(1.0 - unexplained)

# %% q5
def train_factor_model(X, R, seed):
    keras.utils.set_random_seed(seed)
    (X_fit, R_fit), (X_val, R_val) = split_dates(X, R, share=0.15)

    net = make_model(X.shape[1], X.shape[2], hidden_units=20, n_factors=2)
    # With the default step of 0.001 I had R2 = 0.4 after 40 passes, with 0.01 it is over 0.7.
    net.compile(optimizer=keras.optimizers.Adam(learning_rate=0.01), loss="mse")
    stop = keras.callbacks.EarlyStopping(monitor="val_loss", patience=12, restore_best_weights=True)
    net.fit([X_fit, R_fit], R_fit, validation_data=([X_val, R_val], R_val),
            batch_size=16, epochs=60, callbacks=[stop], verbose=0)
    print(f"validation R2: {r_squared(R_val, net([X_val, R_val], training=False)):.3f}")
    return net

# %% d1
# 1. What is constant is the *function* from characteristics to betas. Its input, the characteristics of the ticker, is another one
#    each day, so its value, the beta, moves. In PCA there is no input: each loading is one estimated number per ticker and factor,
#    used for all dates.
# 2. The factor net would fail. It only sees returns and gives each ticker one fixed weight. If a ticker loads positively today and
#    negatively tomorrow, no fixed portfolio follows the factor, and a perfect beta net would multiply noise.
