# mistake: draws the test dates at random and keeps their order
# fails: q3_split_example q3_split
# %% q3b
def split_dates(X, R, share=0.2):
    order = np.random.default_rng(0).permutation(len(R))
    first = len(R) - round(share * len(R))
    train, test = np.sort(order[:first]), np.sort(order[first:])
    return (X[train], R[train]), (X[test], R[test])
