# mistake: a DataFrame with one column
# fails: q4_example q4_series
# %% q4
def sector_mean(stocks):
    return stocks.groupby("sector")[["price"]].mean()
