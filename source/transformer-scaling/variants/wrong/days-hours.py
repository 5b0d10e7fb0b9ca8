# mistake: PF-hours
# fails: q1_example q1_pf_days q1_pf_days_arrays
# %% q1b
def pf_days(flops):
    return flops / (1e15 * 3600)
