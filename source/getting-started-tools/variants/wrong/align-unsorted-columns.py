# mistake: columns in the order of the dict
# fails: q5_example q5_values q5_ends
# %% q5
def align_returns(prices, start, end):
    table = pd.DataFrame(prices).dropna().sort_index()
    return (table / table.shift(1) - 1).iloc[1:].loc[start:end]
