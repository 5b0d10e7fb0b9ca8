# mistake: the median instead of the mean
# fails: q4_values
# %% q4
def sector_mean(stocks):
    return stocks.groupby("sector")["price"].median()
