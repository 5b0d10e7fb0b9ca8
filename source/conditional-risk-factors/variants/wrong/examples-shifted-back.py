# mistake: pairs inputs with earlier returns
# fails: q3_example q3_pairs
# %% q3
def make_examples(X, R, horizon):
    n_dates = len(R)
    if not 0 <= horizon < n_dates:
        raise ValueError("horizon out of range")
    last = n_dates - horizon
    return X[horizon:], R[horizon:], R[:last]
