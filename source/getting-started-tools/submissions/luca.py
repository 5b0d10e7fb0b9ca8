# student: Luca, knows NumPy but not pandas: left out questions 4 and 5, edits in place in question 3
# score: 5.5
# %% q1
def broadcast_shape(a, b):
    n = max(len(a), len(b))
    a = [1] * (n - len(a)) + list(a)
    b = [1] * (n - len(b)) + list(b)
    out = []
    for i, j in zip(a, b):
        if i == j:
            out.append(i)
        elif i == 1:
            out.append(j)
        elif j == 1:
            out.append(i)
        else:
            raise ValueError
    return tuple(out)

# %% q2
def standardize(X, axis=0):
    m = X.mean(axis=axis, keepdims=True)
    s = X.std(axis=axis, keepdims=True)
    const = (X == np.take(X, [0], axis=axis)).all(axis=axis, keepdims=True)
    return np.where(const, 0, (X - m) / np.where(const, 1, s))

# %% q3
def mask_extremes(X, k):
    d = np.abs(X - np.nanmedian(X, axis=0))
    mad = np.nanmedian(d, axis=0)
    mask = (d > k * mad) & (mad > 0)
    X[mask] = np.nan
    return X, mask
