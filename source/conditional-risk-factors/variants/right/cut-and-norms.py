# route: the arrays cut in two at one date, the sums of squares as norms of long vectors
# %% q3b
def split_dates(X, R, share=0.2):
    n_dates = X.shape[0]
    cut = n_dates - int(share * n_dates + 0.5)
    (X_train, X_test), (R_train, R_test) = np.split(X, [cut]), np.split(R, [cut])
    return [X_train, R_train], [X_test, R_test]

# %% q4b
def r_squared(R, R_hat):
    returns, errors = np.ravel(R), np.ravel(np.subtract(R_hat, R))
    return float(1.0 - np.dot(errors, errors) / np.linalg.norm(returns) ** 2)
