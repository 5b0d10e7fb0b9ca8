# route: shapes from the last axis on with zip_longest, expand_dims, a relative threshold for sigma, a loop over columns, pivot_table, pct_change
# %% q1
from itertools import zip_longest


def broadcast_shape(a, b):
    reversed_shape = []
    for i, j in zip_longest(reversed(a), reversed(b), fillvalue=1):
        if len({i, j} - {1}) > 1:
            raise ValueError("shapes do not fit")
        reversed_shape.append(i if j == 1 else j)
    return tuple(reversed_shape[::-1])

# %% q2
def standardize(X, axis=0):
    mu, sigma = np.mean(X, axis=axis), np.std(X, axis=axis)
    zero = sigma <= 1e-12 * np.abs(mu)
    centred = X - np.expand_dims(mu, axis)
    return centred / np.expand_dims(np.where(zero, 1, sigma), axis) * np.expand_dims(~zero, axis)

# %% q3
def mask_extremes(X, k):
    if X.ndim == 2:
        pairs = [mask_extremes(X[:, j], k) for j in range(X.shape[1])]
        return np.column_stack([c for c, _ in pairs]), np.column_stack([m for _, m in pairs])
    x = X.astype(float)
    here = x[~np.isnan(x)]
    if len(here) == 0:
        return x, np.zeros(len(x), dtype=bool)
    d = np.abs(x - np.median(here))
    mad = np.median(np.abs(here - np.median(here)))
    mask = d > k * mad if mad else np.zeros(len(x), dtype=bool)
    return np.where(mask, np.nan, x), mask

# %% q4
def sector_mean(stocks):
    return stocks.pivot_table(values="price", index="sector", aggfunc="mean")["price"]

# %% q5
def align_returns(prices, start, end):
    table = pd.DataFrame(prices).dropna().sort_index().sort_index(axis=1)
    return table.pct_change().iloc[1:].loc[pd.Timestamp(start) : pd.Timestamp(end)]
