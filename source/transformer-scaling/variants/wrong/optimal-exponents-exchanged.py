# mistake: N grows with alpha / (alpha + beta)
# fails: q4_example q4_values q4_better q4_growth
# %% q4
def compute_optimal(C, E, A, B, alpha, beta):
    G = (alpha * A / (beta * B)) ** (1 / (alpha + beta))
    N = G * (C / 6) ** (alpha / (alpha + beta))
    D = C / (6 * N)
    return N, D, E + A / N**alpha + B / D**beta
