# mistake: returns no loss
# fails: q4_example q4_budget q4_values q4_better q4_growth
# %% q4
def compute_optimal(C, E, A, B, alpha, beta):
    G = (alpha * A / (beta * B)) ** (1 / (alpha + beta))
    N = G * (C / 6) ** (beta / (alpha + beta))
    return N, C / (6 * N)
