# mistake: right, but by np.apply_along_axis
# fails: q2_untouched
# %% q2
def standardize(X, axis=0):
    def one(z):
        return np.zeros(len(z)) if z.max() == z.min() else (z - z.mean()) / z.std()

    return np.apply_along_axis(one, axis, np.asarray(X, dtype=float))
