# mistake: the ratio of prices, without subtracting 1
# fails: q5_example q5_values q5_first_row
# %% q5
def align_returns(prices, start, end):
    table = pd.DataFrame({t: prices[t] for t in sorted(prices)}).dropna().sort_index()
    return (table / table.shift(1)).iloc[1:].loc[start:end]
