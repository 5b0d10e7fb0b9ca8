# mistake: returns hours instead of days
# fails: q1_example q1_days
# %% q1
def training_cost(pflop_days, pflops, usd_per_hour):
    """(days, usd) of a training of `pflop_days` on machines of `pflops`, rented at `usd_per_hour`."""
    if pflops <= 0:
        raise ValueError(f"a speed has to be more than 0, not {pflops}")
    days = pflop_days / pflops
    return 24 * days, 24 * days * usd_per_hour
