# mistake: dates in the order of the first stock
# fails: q5_values q5_ends
# %% q5
def align_returns(prices, start, end):
    tickers = sorted(prices)
    table = pd.concat([prices[t] for t in tickers], axis=1, join="inner", keys=tickers)
    r = (table / table.shift(1) - 1).iloc[1:]
    return r[(r.index >= pd.Timestamp(start)) & (r.index <= pd.Timestamp(end))]
