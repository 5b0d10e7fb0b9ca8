# mistake: the loss lacks what remains
# fails: q4_example q4_budget
# %% q4
def compute_optimal(C, E, A, B, alpha, beta):
    G = (alpha * A / (beta * B)) ** (1 / (alpha + beta))
    N = G * (C / 6) ** (beta / (alpha + beta))
    D = C / (6 * N)
    return N, D, A / N**alpha + B / D**beta
