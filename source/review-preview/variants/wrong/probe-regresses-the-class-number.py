# mistake: regresses the number of the class and rounds: classes become ordered
# fails: q4_reference q4_singular
# %% q4
def linear_probe(Z_train, y_train, Z_test, y_test):
    flat = lambda Z: np.c_[np.reshape(Z, (len(Z), -1)), np.ones(len(Z))]
    w = np.linalg.lstsq(flat(Z_train), np.asarray(y_train, dtype=float), rcond=None)[0]
    return float(np.mean(np.clip(np.rint(flat(Z_test) @ w), 0, np.max(y_train) - 0.5 * (np.max(y_train) > 1)) == y_test))
