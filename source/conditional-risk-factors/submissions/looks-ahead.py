# student: Tomasz takes scikit-learn for everything: ranks of the whole history, a shuffled split, centred PCA, r2_score; "same row" for inputs and target
# score: 11.5
# %% q1
def make_model(n_tickers, n_characteristics, hidden_units=8, n_factors=3):
    inp_b = keras.layers.Input((n_tickers, n_characteristics), name='input_beta')
    inp_f = keras.layers.Input((n_tickers,), name='input_factor')

    b = keras.layers.Dense(hidden_units, activation='relu', name='hidden')(inp_b)
    b = keras.layers.BatchNormalization(name='bn')(b)
    b = keras.layers.Dense(n_factors, name='output_beta')(b)
    f = keras.layers.Dense(n_factors, name='output_factor')(inp_f)

    out = keras.layers.Dot(axes=[2, 1], name='output')([b, f])
    m = keras.Model(inputs=[inp_b, inp_f], outputs=out)
    m.compile(loss='mse', optimizer='adam')
    return m

# %% q2
import pandas as pd

def rank_normalize(X):
    n_dates, n_tickers, n_chars = X.shape
    # long format, one row per (date, ticker), one column per characteristic
    df = pd.DataFrame(X.reshape(n_dates * n_tickers, n_chars))
    r = df.rank()                       # average of ties is the default
    r = 2 * (r - 1) / (df.count() - 1) - 1
    return r.fillna(-2).to_numpy().reshape(X.shape)

# %% q3
def make_examples(X, R, horizon):
    if horizon < 0 or horizon >= len(X):
        raise ValueError('bad horizon')
    returns_fwd = R[horizon:]
    X = X[:len(returns_fwd)]
    # X2 and y have to be the same returns, it is an autoencoder
    return X, returns_fwd, returns_fwd

# %% q3b
from sklearn.model_selection import train_test_split

def split_dates(X, R, share=0.2):
    X_train, X_test, R_train, R_test = train_test_split(X, R, test_size=share, random_state=42)
    return (X_train, R_train), (X_test, R_test)

# %% q4
from sklearn.decomposition import PCA

def pca_factor_model(R_train, k):
    pca = PCA(n_components=k)
    F = pca.fit_transform(R_train)
    return F, pca.components_.T

def pca_predict(R, beta):
    F = np.dot(R, beta)
    return np.dot(F, beta.T)

# %% q4b
from sklearn.metrics import r2_score

def r_squared(R, R_hat):
    return r2_score(R, R_hat)

# %% q5
def train_factor_model(X, R, seed):
    keras.utils.set_random_seed(seed)
    m = make_model(X.shape[1], X.shape[2], hidden_units=32, n_factors=2)
    # default lr: loss goes from 0.003 to 0.002 and sits there
    m.optimizer.learning_rate = 0.01
    m.fit([X, R], R, batch_size=32, epochs=60, shuffle=True, verbose=0)
    return m
