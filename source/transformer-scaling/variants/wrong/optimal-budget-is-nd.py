# mistake: the constraint is ND = C
# fails: q4_example q4_budget q4_values q4_better
# %% q4
def compute_optimal(C, E, A, B, alpha, beta):
    G = (alpha * A / (beta * B)) ** (1 / (alpha + beta))
    N = G * C ** (beta / (alpha + beta))
    D = C / N
    return N, D, E + A / N**alpha + B / D**beta
