# route: recursion, moveaxis, a table of pandas, a dictionary of lists, an explicit intersection with a ratio of arrays
# %% q1
def broadcast_shape(a, b):
    if not a or not b:
        return tuple(a or b)
    *front_a, i = a
    *front_b, j = b
    if not (i == j or i == 1 or j == 1):
        raise ValueError(f"{i} meets {j}")
    return (*broadcast_shape(tuple(front_a), tuple(front_b)), i * j if 1 in (i, j) else i)

# %% q2
def standardize(X, axis=0):
    Z = np.moveaxis(np.array(X, dtype=float), axis, 0)
    same = (Z == Z[0]).all(axis=0)
    Z = Z - Z.mean(axis=0)
    sigma = (Z * Z).mean(axis=0) ** 0.5
    sigma = np.where(same, np.inf, sigma)
    return np.moveaxis(np.where(same, 0.0, Z / sigma), 0, axis)

# %% q3
def mask_extremes(X, k):
    frame = pd.DataFrame(X).astype(float)
    distance = (frame - frame.median()).abs()
    mad = distance.median()
    mask = (distance > k * mad) & (mad > 0)
    return frame.mask(mask).to_numpy().reshape(X.shape), mask.to_numpy().reshape(X.shape)

# %% q4
def sector_mean(stocks):
    groups = {}
    for sector, price in zip(stocks["sector"], stocks["price"]):
        if isinstance(sector, str) and price == price:
            groups.setdefault(sector, []).append(price)
    return pd.Series({sector: float(np.mean(groups[sector])) for sector in sorted(groups)})

# %% q5
def align_returns(prices, start, end):
    tickers = sorted(prices)
    common = prices[tickers[0]].index
    for ticker in tickers[1:]:
        common = common.intersection(prices[ticker].index)
    common = common.sort_values()
    P = np.stack([prices[ticker].loc[common].to_numpy() for ticker in tickers], axis=1)
    R = pd.DataFrame(P[1:] / P[:-1] - 1, index=common[1:], columns=tickers)
    return R[(R.index >= start) & (R.index <= end)]
