# mistake: centres the returns and forgets to add the mean back
# fails: q4_fit
# %% q4
def pca_factor_model(R_train, k):
    U, s, Vt = np.linalg.svd(R_train - R_train.mean(axis=0), full_matrices=False)
    return U[:, :k] * s[:k], Vt[:k].T


def pca_predict(R, beta):
    return R @ beta @ beta.T
