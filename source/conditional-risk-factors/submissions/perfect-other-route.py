# student: careful, other route throughout; all right
# score: 20
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

# %% q2
def rank_normalize(X):
    X = np.asarray(X, dtype=float)
    result = np.full(X.shape, -2.0)
    for d in range(X.shape[0]):
        for c in range(X.shape[2]):
            known = ~np.isnan(X[d, :, c])
            values = X[d, known, c]
            n = len(values)
            ranks = np.array([(values < v).sum() + ((values == v).sum() + 1) / 2 for v in values])
            result[d, known, c] = 2 * (ranks - 1) / (n - 1) - 1 if n > 1 else 0.0
    return result

# %% q3
def make_examples(X, R, horizon):
    dates = [d for d in range(len(R)) if d + horizon < len(R)]
    if horizon < 0 or not dates:
        raise ValueError(f"no example for horizon {horizon}")
    return np.array([X[d] for d in dates]), np.array([R[d] for d in dates]), np.array([R[d + horizon] for d in dates])

# %% q4
def pca_factor_model(R_train, k):
    values, vectors = np.linalg.eigh(np.transpose(R_train) @ R_train)
    beta = vectors[:, ::-1][:, :k]
    return R_train @ beta, beta


def pca_predict(R, beta):
    factors, *_ = np.linalg.lstsq(beta, np.transpose(R), rcond=None)
    return (beta @ factors).T

# %% q5
def train_factor_model(X, R, seed):
    keras.utils.set_random_seed(seed)
    model = make_model(X.shape[1], X.shape[2], hidden_units=16, n_factors=2)
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss="mse", jit_compile=False)
    model.fit([X, R], R, batch_size=20, epochs=40, verbose=0)
    return model

# %% d1
# 1. The betas are what the network returns, and its input, the characteristics, is another one every day. In PCA the betas are the parameters.
# 2. The factor net: its weights per ticker are fixed, so the same tickers must load on a factor every day.
