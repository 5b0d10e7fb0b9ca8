# mistake: the last date is left out
# fails: q5_example q5_values q5_first_row q5_ends
# %% q5
def align_returns(prices, start, end):
    table = pd.DataFrame({t: prices[t] for t in sorted(prices)}).dropna().sort_index()
    r = (table / table.shift(1) - 1).iloc[1:]
    return r[(r.index >= pd.Timestamp(start)) & (r.index < pd.Timestamp(end))]
