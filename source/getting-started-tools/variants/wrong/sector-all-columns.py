# mistake: means of all columns, which text does not have
# fails: q4_values q4_series
# %% q4
def sector_mean(stocks):
    return stocks.groupby("sector").mean()["price"]
