# mistake: is one date too late
# fails: q3_pairs
# %% q3
def make_examples(X, R, horizon):
    n_dates = len(R)
    if not 0 <= horizon < n_dates:
        raise ValueError("horizon out of range")
    horizon = max(horizon, 1)
    last = n_dates - horizon
    return X[:last], R[:last], R[horizon:]
