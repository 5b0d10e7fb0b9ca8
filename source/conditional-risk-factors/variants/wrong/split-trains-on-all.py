# mistake: leaves the test dates among those for training
# fails: q3_split_example q3_split
# %% q3b
def split_dates(X, R, share=0.2):
    first = len(R) - round(share * len(R))
    return (X, R), (X[first:], R[first:])
