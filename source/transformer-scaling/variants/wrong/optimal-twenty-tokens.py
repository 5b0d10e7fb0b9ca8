# mistake: 20 tokens per parameter, whatever the surface
# fails: q4_example q4_values q4_better q4_growth
# %% q4
def compute_optimal(C, E, A, B, alpha, beta):
    N = (C / 120) ** 0.5
    D = 20 * N
    return N, D, E + A / N**alpha + B / D**beta
