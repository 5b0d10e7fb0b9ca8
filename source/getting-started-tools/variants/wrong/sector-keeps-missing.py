# mistake: tickers without a sector form a group of their own
# fails: q4_example q4_missing q4_series
# %% q4
def sector_mean(stocks):
    return stocks.groupby("sector", dropna=False)["price"].mean()
