# mistake: balances the two terms instead of their derivatives
# fails: q4_example q4_values q4_better
# %% q4
def compute_optimal(C, E, A, B, alpha, beta):
    G = (A / B) ** (1 / (alpha + beta))
    N = G * (C / 6) ** (beta / (alpha + beta))
    D = C / (6 * N)
    return N, D, E + A / N**alpha + B / D**beta
