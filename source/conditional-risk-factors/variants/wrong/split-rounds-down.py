# mistake: rounds the number of test dates down
# fails: q3_split_example q3_split
# %% q3b
def split_dates(X, R, share=0.2):
    first = len(R) - int(share * len(R))
    return (X[:first], R[:first]), (X[first:], R[first:])
