# mistake: parameters in whole millions
# fails: q4_values q4_growth
# %% q4
def compute_optimal(C, E, A, B, alpha, beta):
    G = (alpha * A / (beta * B)) ** (1 / (alpha + beta))
    N = max(1e6, round(G * (C / 6) ** (beta / (alpha + beta)), -6))
    D = C / (6 * N)
    return N, D, E + A / N**alpha + B / D**beta
