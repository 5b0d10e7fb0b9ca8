# mistake: whole numbers
# fails: q4_values q4_missing q4_series
# %% q4
def sector_mean(stocks):
    return stocks.groupby("sector")["price"].mean().astype(int)
