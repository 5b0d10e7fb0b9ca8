# mistake: a smaller model needs as many tokens
# fails: q3_steps q3_smaller
# %% q3
def tokens_needed(D, n_factor, law):
    exponents = {"kaplan": 0.74, "chinchilla": 1.0}
    if law not in exponents:
        raise ValueError(law)
    return D * max(1.0, n_factor) ** exponents[law]
