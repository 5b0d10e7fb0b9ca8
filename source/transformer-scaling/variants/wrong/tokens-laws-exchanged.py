# mistake: the exponents belong to the other law
# fails: q3_example q3_values q3_smaller
# %% q3
def tokens_needed(D, n_factor, law):
    exponents = {"kaplan": 1.0, "chinchilla": 0.74}
    if law not in exponents:
        raise ValueError(law)
    return D * n_factor ** exponents[law]
