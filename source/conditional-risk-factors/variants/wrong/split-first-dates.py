# mistake: takes the first dates for testing
# fails: q3_split_example q3_split
# %% q3b
def split_dates(X, R, share=0.2):
    n_test = round(share * len(R))
    return (X[n_test:], R[n_test:]), (X[:n_test], R[:n_test])
