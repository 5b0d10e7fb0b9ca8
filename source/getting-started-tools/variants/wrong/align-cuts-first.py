# mistake: cuts from start to end before the returns, so the first row is lost
# fails: q5_example q5_values q5_first_row q5_ends
# %% q5
def align_returns(prices, start, end):
    table = pd.DataFrame({t: prices[t] for t in sorted(prices)}).dropna().sort_index().loc[start:end]
    return (table / table.shift(1) - 1).iloc[1:]
