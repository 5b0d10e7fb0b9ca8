# mistake: no error for a speed that is not positive
# fails: q1_error
# %% q1
def training_cost(pflop_days, pflops, usd_per_hour):
    """(days, usd) of a training of `pflop_days` on machines of `pflops`, rented at `usd_per_hour`."""
    pflops = pflops or 1e-9
    days = pflop_days / pflops
    return days, 24 * days * usd_per_hour
