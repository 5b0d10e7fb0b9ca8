# mistake: fails for arrays
# fails: q1_example q1_pf_days_arrays
# %% q1b
def pf_days(flops):
    return float(flops) / 8.64e19
