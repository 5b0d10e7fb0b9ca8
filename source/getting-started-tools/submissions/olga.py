# student: Olga, everything runs: max of the sizes, sigma == 0, MAD 0 masks, sectors as they come, returns before the intersection
# score: 5.5
# %% q1
def broadcast_shape(a, b):
    while len(a) < len(b):
        a = (1,) + a
    while len(b) < len(a):
        b = (1,) + b
    for i, j in zip(a, b):
        if i != 1 and j != 1 and i != j:
            raise ValueError("cannot broadcast")
    return tuple([max(i, j) for i, j in zip(a, b)])

# %% q2
def standardize(X, axis=0):
    s = X.std(axis=axis, keepdims=True)
    s = np.where(s == 0, 1, s)
    return (X - X.mean(axis=axis, keepdims=True)) / s

# %% q3
def mask_extremes(X, k):
    X2 = X.copy().astype(float)
    med = np.nanmedian(X2, axis=0)
    dev = np.abs(X2 - med)
    mask = dev > k * np.nanmedian(dev, axis=0)
    X2[mask] = np.nan
    return X2, mask

# %% q4
def sector_mean(stocks):
    sectors = stocks["sector"].dropna().unique()
    return pd.Series([stocks[stocks["sector"] == s]["price"].mean() for s in sectors], index=sectors)

# %% q5
def align_returns(prices, start, end):
    r = {t: prices[t].sort_index().pct_change() for t in sorted(prices)}
    return pd.concat(r, axis=1, join="inner").sort_index().dropna().loc[start:end]
