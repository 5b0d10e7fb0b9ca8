# mistake: a missing price counts as 0
# fails: q4_missing
# %% q4
def sector_mean(stocks):
    return stocks.fillna({"price": 0}).groupby("sector")["price"].mean()
