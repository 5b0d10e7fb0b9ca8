# mistake: sectors in the order of the table
# fails: q4_example q4_values q4_series
# %% q4
def sector_mean(stocks):
    return stocks.groupby("sector", sort=False)["price"].mean()
