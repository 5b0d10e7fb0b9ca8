# mistake: every other law is Chinchilla's
# fails: q3_errors
# %% q3
def tokens_needed(D, n_factor, law):
    return D * n_factor ** (0.74 if law == "kaplan" else 1.0)
