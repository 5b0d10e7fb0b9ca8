# student: Hye-jin, TensorFlow would not import on her laptop; did what needs NumPy only, with loops, and half of the discussion
# score: 10.5
# %% q2
def rank_normalize(X):
    D, N, C = X.shape
    Y = np.zeros((D, N, C))
    for d in range(D):
        for c in range(C):
            # tickers we know something about
            who = [i for i in range(N) if not np.isnan(X[d, i, c])]
            n = len(who)
            for i in range(N):
                if i not in who:
                    Y[d, i, c] = -2
                elif n == 1:
                    Y[d, i, c] = 0
                else:
                    below = 0
                    equal = 0
                    for j in who:
                        if X[d, j, c] < X[d, i, c]:
                            below += 1
                        if X[d, j, c] == X[d, i, c]:
                            equal += 1
                    # equal ones sit on the ranks below+1 ... below+equal
                    rank = below + (equal + 1) / 2
                    Y[d, i, c] = (rank - 1) / (n - 1) * 2 - 1
    return Y

# %% q3
def make_examples(X, R, horizon):
    D = len(X)
    if horizon < 0 or horizon > D - 1:
        raise ValueError("horizon has to be between 0 and " + str(D - 1))
    X1, X2, y = [], [], []
    for d in range(D):
        if d + horizon < D:
            X1.append(X[d])
            X2.append(R[d])
            y.append(R[d + horizon])
    return np.array(X1), np.array(X2), np.array(y)

# %% q3b
def split_dates(X, R, share=0.2):
    D = len(X)
    how_many = share * D
    test_days = int(how_many)
    if how_many - test_days > 0.5:
        test_days = test_days + 1
    start = D - test_days
    return (X[0:start], R[0:start]), (X[start:D], R[start:D])

# %% q4
def pca_factor_model(R_train, k):
    # R = U S V^T, F = U S, beta = V, keep the first k of everything
    U, S, VT = np.linalg.svd(R_train)
    F = U[:, :k] @ np.diag(S[:k])
    beta = VT.T[:, :k]
    return F, beta

def pca_predict(R, beta):
    R_hat = np.zeros(R.shape)
    for d in range(len(R)):
        F_d = beta.T @ R[d]        # = least squares because beta^T beta = I
        R_hat[d] = beta @ F_d
    return R_hat

# %% q4b
def r_squared(R, R_hat):
    # first I had R - R.mean() below, like in the statistics course, and got 0.75 in the example
    top = ((R - R_hat) ** 2).sum()
    bottom = (R * R).sum()
    return 1 - top / bottom

# %% d1
# 1. The betas come out of the network and the characteristics go in. New characteristics every day, so new betas every day, with the
#    same W. PCA gets only returns, and one beta per stock.
# 2. It would probably overfit.
