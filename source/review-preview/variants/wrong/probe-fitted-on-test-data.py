# mistake: fits the probe on the test examples
# fails: q4_example q4_reference q4_intercept
# %% q4
def linear_probe(Z_train, y_train, Z_test, y_test):
    Z = np.asarray(Z_test, dtype=float).reshape(len(Z_test), -1)
    Z = np.concatenate([Z, np.ones((len(Z), 1))], axis=1)
    targets = np.eye(np.max(y_test) + 1)[y_test]
    coefficients = np.linalg.lstsq(Z, targets, rcond=None)[0]
    return float(np.mean((Z @ coefficients).argmax(axis=1) == y_test))
