# mistake: inverts Z^T Z, which does not exist for a dead unit
# fails: q4_singular
# %% q4
def linear_probe(Z_train, y_train, Z_test, y_test):
    flat = lambda Z: np.c_[np.reshape(Z, (len(Z), -1)), np.ones(len(Z))].astype(float)
    Z = flat(Z_train)
    W = np.linalg.inv(Z.T @ Z) @ Z.T @ np.eye(np.max(y_train) + 1)[y_train]
    return float(np.mean((flat(Z_test) @ W).argmax(axis=1) == y_test))
