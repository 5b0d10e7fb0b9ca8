# mistake: takes the smallest components
# fails: q4_example q4_fit
# %% q4
def pca_factor_model(R_train, k):
    U, s, Vt = np.linalg.svd(R_train, full_matrices=False)
    return U[:, -k:] * s[-k:], Vt[-k:].T


def pca_predict(R, beta):
    return R @ beta @ beta.T
