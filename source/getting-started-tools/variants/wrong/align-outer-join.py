# mistake: all dates; those without a return of all stocks are dropped at the end
# fails: q5_example q5_values
# %% q5
def align_returns(prices, start, end):
    table = pd.DataFrame({t: prices[t] for t in sorted(prices)}).sort_index()
    return (table / table.shift(1) - 1).dropna().loc[start:end]
