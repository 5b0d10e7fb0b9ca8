# mistake: no intercept: the separating hyperplane goes through the origin
# fails: q4_example q4_reference q4_intercept
# %% q4
def linear_probe(Z_train, y_train, Z_test, y_test):
    Z_train, Z_test = (np.asarray(Z, dtype=float).reshape(len(Z), -1) for Z in (Z_train, Z_test))
    targets = np.eye(np.max(y_train) + 1)[y_train]
    coefficients = np.linalg.lstsq(Z_train, targets, rcond=None)[0]
    return float(np.mean((Z_test @ coefficients).argmax(axis=1) == y_test))
