# mistake: centres the returns that it approximates
# fails: q4_predict
# %% q4
def pca_factor_model(R_train, k):
    U, s, Vt = np.linalg.svd(R_train, full_matrices=False)
    return U[:, :k] * s[:k], Vt[:k].T


def pca_predict(R, beta):
    return (R - R.mean(axis=0)) @ beta @ beta.T
