# mistake: puts the singular values into the betas
# fails: q4_fit
# %% q4
def pca_factor_model(R_train, k):
    U, s, Vt = np.linalg.svd(R_train, full_matrices=False)
    return U[:, :k], Vt[:k].T * s[:k]


def pca_predict(R, beta):
    return R @ beta @ beta.T
