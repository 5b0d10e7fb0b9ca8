# mistake: ignores the share
# fails: q3_split
# %% q3b
def split_dates(X, R, share=0.2):
    first = len(R) - round(0.2 * len(R))
    return (X[:first], R[:first]), (X[first:], R[first:])
