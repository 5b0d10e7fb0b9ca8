# mistake: does not check the horizon
# fails: q3_error
# %% q3
def make_examples(X, R, horizon):
    n_dates = len(R)
    last = n_dates - horizon
    return X[:last], R[:last], R[horizon:]
