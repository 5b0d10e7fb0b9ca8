# mistake: D in whole billions of tokens: the budget is not spent exactly
# fails: q4_example q4_budget q4_values q4_growth
# %% q4
def compute_optimal(C, E, A, B, alpha, beta):
    G = (alpha * A / (beta * B)) ** (1 / (alpha + beta))
    N = G * (C / 6) ** (beta / (alpha + beta))
    D = max(1.0, round(C / (6 * N) / 1e9)) * 1e9
    return N, D, E + A / N**alpha + B / D**beta
