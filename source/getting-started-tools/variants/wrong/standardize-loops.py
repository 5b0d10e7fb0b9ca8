# mistake: right, but with a loop over the slices
# fails: q2_untouched
# %% q2
def standardize(X, axis=0):
    Z = np.moveaxis(np.array(X, dtype=float), axis, -1)
    for place in np.ndindex(Z.shape[:-1]):
        z = Z[place]
        Z[place] = 0 if z.max() == z.min() else (z - z.mean()) / z.std()
    return np.moveaxis(Z, -1, axis)
