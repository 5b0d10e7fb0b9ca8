# mistake: drops the first row of the result although it has a previous price
# fails: q5_example q5_values q5_first_row q5_ends
# %% q5
def align_returns(prices, start, end):
    table = pd.DataFrame({t: prices[t] for t in sorted(prices)}).dropna().sort_index()
    return table.pct_change().loc[start:end].iloc[1:]
