# student: Yuki, careful, own routes: NumPy's own names where they are allowed, merges, a helper cell
# score: 10
# %% q1
def broadcast_shape(a, b):
    shorter, longer = sorted((tuple(a), tuple(b)), key=len)
    shorter = (1,) * (len(longer) - len(shorter)) + shorter

    def meet(i, j):
        if i == 1:
            return j
        if j == 1 or i == j:
            return i
        raise ValueError(f"{i} does not fit {j}")

    return tuple(meet(i, j) for i, j in zip(shorter, longer))

# %% q2
def standardize(X, axis=0):
    X = X.astype("float64")
    spread = np.ptp(X, axis=axis, keepdims=True)
    sigma = np.std(X, axis=axis, keepdims=True)
    sigma[spread == 0] = 1
    Z = (X - np.mean(X, axis=axis, keepdims=True)) / sigma
    return Z * (spread > 0)

# %% q3
def mask_extremes(X, k):
    out = X.astype(float)
    centre = np.nanmedian(out, axis=0, keepdims=True)
    dist = abs(out - centre)
    mad = np.nanmedian(dist, axis=0, keepdims=True)
    mask = np.logical_and(dist > mad * k, mad != 0)
    out[mask] = float("nan")
    return out, mask

# %% q4
def sector_mean(stocks):
    known = stocks[stocks["sector"].notna()]
    return known["price"].groupby(known["sector"]).agg("mean")

# %% q5
def align_returns(prices, start, end):
    table = None
    for ticker in sorted(prices):
        column = prices[ticker].rename(ticker).to_frame()
        table = column if table is None else table.join(column, how="inner")
    table = table.sort_index()
    returns = table.diff() / table.shift()
    return returns.dropna().loc[start:end]
