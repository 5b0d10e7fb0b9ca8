# mistake: looks the two dates up in the index, where they need not be
# fails: q5_example q5_first_row q5_ends
# %% q5
def align_returns(prices, start, end):
    table = pd.DataFrame({t: prices[t] for t in sorted(prices)}).dropna().sort_index()
    first, last = table.index.get_loc(pd.Timestamp(start)), table.index.get_loc(pd.Timestamp(end))
    return table.pct_change().iloc[max(first, 1) : last + 1]
