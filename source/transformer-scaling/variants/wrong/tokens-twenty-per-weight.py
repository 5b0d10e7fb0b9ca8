# mistake: 20 tokens per weight, whatever D was
# fails: q3_example q3_values q3_steps q3_smaller
# %% q3
def tokens_needed(D, n_factor, law):
    exponents = {"kaplan": 0.74, "chinchilla": 1.0}
    if law not in exponents:
        raise ValueError(law)
    return 20.0 * n_factor ** exponents[law]
