# mistake: the first common date keeps its row of NaN
# fails: q5_first_row q5_ends
# %% q5
def align_returns(prices, start, end):
    table = pd.DataFrame({t: prices[t] for t in sorted(prices)}).dropna().sort_index()
    return (table / table.shift(1) - 1).loc[start:end]
