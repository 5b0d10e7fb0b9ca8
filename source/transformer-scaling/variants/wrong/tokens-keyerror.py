# mistake: another law raises KeyError
# fails: q3_errors
# %% q3
def tokens_needed(D, n_factor, law):
    return D * n_factor ** {"kaplan": 0.74, "chinchilla": 1.0}[law]
