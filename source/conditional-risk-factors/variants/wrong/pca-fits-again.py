# mistake: fits new components to the returns that it approximates
# fails: q4_example q4_predict
# %% q4
def pca_factor_model(R_train, k):
    U, s, Vt = np.linalg.svd(R_train, full_matrices=False)
    return U[:, :k] * s[:k], Vt[:k].T


def pca_predict(R, beta):
    F, beta = pca_factor_model(R, beta.shape[1])
    return F @ beta.T
