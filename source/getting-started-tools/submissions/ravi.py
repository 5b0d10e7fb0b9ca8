# student: Ravi, question 1 does not parse, question 5 has a demo below that crashes; questions 2 to 4 with slips
# score: 7
# %% q1
def broadcast_shape(a, b)
    return np.broadcast_shapes(a, b)

# %% q2
def standardize(X, axis=0):
    X = np.asarray(X, dtype=float)
    out = X - X.mean(axis=axis, keepdims=True)
    flat = X.max(axis=axis, keepdims=True) == X.min(axis=axis, keepdims=True)
    out = np.where(flat, 0, out)
    return out / np.where(flat, 1, X.std(axis=axis, keepdims=True))

# %% q3
def mask_extremes(X, k):
    c = np.array(X, dtype=float)
    d = np.abs(c - np.nanmedian(c, axis=0))
    mad = np.nanmedian(d, axis=0)
    mask = (d >= k * mad) & (mad > 0)
    c[mask] = np.nan
    return c, mask

# %% q4
def sector_mean(stocks):
    return stocks.groupby("sector")[["price"]].mean()

# %% q5
def align_returns(prices, start, end):
    df = pd.DataFrame(prices).dropna().sort_index().sort_index(axis=1)
    return df.pct_change().iloc[1:].loc[start:end]

print(align_returns(prices, "2026-03-01", "2026-03-31"))
