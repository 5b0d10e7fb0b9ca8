# mistake: rounds the number of test dates up
# fails: q3_split
# %% q3b
def split_dates(X, R, share=0.2):
    first = len(R) - int(np.ceil(share * len(R)))
    return (X[:first], R[:first]), (X[first:], R[first:])
