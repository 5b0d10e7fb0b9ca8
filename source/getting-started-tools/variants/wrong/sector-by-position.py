# mistake: takes the first column for the sector and the second for the price
# fails: q4_values
# %% q4
def sector_mean(stocks):
    return stocks.iloc[:, 1].groupby(stocks.iloc[:, 0]).mean()
