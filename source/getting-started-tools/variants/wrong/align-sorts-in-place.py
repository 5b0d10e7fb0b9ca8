# mistake: sorts the Series that it was given
# fails: q5_ends
# %% q5
def align_returns(prices, start, end):
    for series in prices.values():
        series.sort_index(inplace=True)
    table = pd.DataFrame({t: prices[t] for t in sorted(prices)}).dropna()
    return table.pct_change().iloc[1:].loc[start:end]
