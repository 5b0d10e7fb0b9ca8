# mistake: takes k + 1 components
# fails: q4_fit
# %% q4
def pca_factor_model(R_train, k):
    U, s, Vt = np.linalg.svd(R_train, full_matrices=False)
    return U[:, : k + 1] * s[: k + 1], Vt[: k + 1].T


def pca_predict(R, beta):
    return R @ beta @ beta.T
