# mistake: deletes rows from the table that it was given
# fails: q4_series
# %% q4
def sector_mean(stocks):
    stocks.dropna(subset=["sector"], inplace=True)
    return stocks.groupby("sector")["price"].mean()
