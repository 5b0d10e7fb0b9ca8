# mistake: all dates, with the last known price where one is missing
# fails: q5_example q5_values
# %% q5
def align_returns(prices, start, end):
    table = pd.DataFrame({t: prices[t] for t in sorted(prices)}).sort_index().ffill()
    return (table / table.shift(1) - 1).dropna().loc[start:end]
