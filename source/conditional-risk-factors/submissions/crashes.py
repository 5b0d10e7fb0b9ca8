# student: Oskar had `layers` imported in a cell that he deleted, and a missing colon in Question 4; the rest is right
# score: 11.5
# %% q1
def make_model(n_tickers, n_characteristics, hidden_units=8, n_factors=3):
    X_in = layers.Input(shape=(n_tickers, n_characteristics), name="input_beta")
    R_in = layers.Input(shape=(n_tickers,), name="input_factor")
    beta = X_in
    for layer in [
        layers.Dense(hidden_units, activation="relu"),
        layers.BatchNormalization(),
        layers.Dense(n_factors, name="output_beta"),
    ]:
        beta = layer(beta)
    F = layers.Dense(n_factors, name="output_factor")(R_in)
    model = keras.Model([X_in, R_in], layers.Dot(axes=(2, 1))([beta, F]))
    model.compile("adam", "mse")
    return model

# %% q2
def rank_1d(v):
    # v: the values of all tickers for one date and one characteristic
    out = np.full(len(v), -2.0)
    ok = ~np.isnan(v)
    m = ok.sum()
    if m == 1:
        out[ok] = 0
    elif m > 1:
        _, group, size = np.unique(v[ok], return_inverse=True, return_counts=True)
        last = np.cumsum(size)               # rank of the last of a group of equals
        mean_rank = last - (size - 1) / 2    # (first + last) / 2
        out[ok] = 2 * (mean_rank[group] - 1) / (m - 1) - 1
    return out

def rank_normalize(X):
    return np.apply_along_axis(rank_1d, 1, X)

# %% q3
def make_examples(X, R, horizon):
    if horizon < 0:
        raise ValueError("horizon < 0")
    if horizon == 0:
        return X, R, R       # X[:-0] is empty!! cost me an hour
    if horizon >= len(R):
        raise ValueError("no dates left")
    return X[:-horizon], R[:-horizon], R[horizon:]

# %% q3b
def split_dates(X, R, share=0.2):
    n = len(X)
    n_train = int(round((1 - share) * n))
    return (X[:n_train], R[:n_train]), (X[n_train:], R[n_train:])

# %% q4
def pca_factor_model(R_train, k):
    S = R_train.T.dot(R_train)
    lam, vec = np.linalg.eigh(S)
    biggest = np.argsort(-lam)[:k]
    beta = vec[:, biggest]
    F = R_train.dot(beta)
    return F, beta

def pca_predict(R, beta)
    F = R.dot(beta)
    return F.dot(beta.T)

# %% q4b
def r_squared(R, R_hat):
    sse = 0
    sst = 0
    for d in range(len(R)):
        sse += np.sum((R[d] - R_hat[d]) ** 2)
        sst += np.sum(R[d] ** 2)
    return 1 - sse / sst

# %% q5
def train_factor_model(X, R, seed):
    keras.utils.set_random_seed(seed)
    model = make_model(X.shape[1], X.shape[2], hidden_units=16, n_factors=2)
    # large step first, small steps to finish
    for lr, epochs in [(0.02, 20), (0.005, 25)]:
        model.compile(keras.optimizers.Adam(lr), "mse")
        model.fit([X, R], R, batch_size=25, epochs=epochs, verbose=0)
    return model
