# mistake: reports the accuracy on the training examples
# fails: q4_example q4_reference q4_intercept
# %% q4
def linear_probe(Z_train, y_train, Z_test, y_test):
    Z = np.asarray(Z_train, dtype=float).reshape(len(Z_train), -1)
    Z = np.concatenate([Z, np.ones((len(Z), 1))], axis=1)
    targets = np.eye(np.max(y_train) + 1)[y_train]
    coefficients = np.linalg.lstsq(Z, targets, rcond=None)[0]
    return float(np.mean((Z @ coefficients).argmax(axis=1) == y_train))
