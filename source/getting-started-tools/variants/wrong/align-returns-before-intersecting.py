# mistake: returns on each calendar, then the common dates
# fails: q5_example q5_values
# %% q5
def align_returns(prices, start, end):
    returns = {t: (lambda s: (s / s.shift(1) - 1).iloc[1:])(prices[t].sort_index()) for t in sorted(prices)}
    common = None
    for s in prices.values():
        common = s.index if common is None else common.intersection(s.index)
    common = common.sort_values()[1:]
    table = pd.DataFrame(returns).reindex(common)
    return table.loc[start:end]
