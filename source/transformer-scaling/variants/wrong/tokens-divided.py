# mistake: more parameters need fewer tokens
# fails: q3_example q3_values q3_steps q3_smaller q3_errors
# %% q3
def tokens_needed(D, n_factor, law):
    exponents = {"kaplan": 0.74, "chinchilla": 1.0}
    if law not in exponents:
        raise ValueError(law)
    return D / n_factor ** exponents[law]
