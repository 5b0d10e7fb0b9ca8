# mistake: cuts with -horizon, which leaves nothing for horizon 0
# fails: q3_pairs
# %% q3
def make_examples(X, R, horizon):
    n_dates = len(R)
    if not 0 <= horizon < n_dates:
        raise ValueError("horizon out of range")
    last = -horizon
    return X[:last], R[:last], R[horizon:]
