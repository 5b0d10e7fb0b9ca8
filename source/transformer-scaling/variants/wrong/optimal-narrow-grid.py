# mistake: a grid from 1e7 to 1e12: the minimum lies at its end for small and large budgets
# fails: q4_values q4_growth
# %% q4
def compute_optimal(C, E, A, B, alpha, beta):
    grid = np.geomspace(1e6, 1e12, 20001)
    N = grid[np.argmin(E + A / grid**alpha + B / (C / 6 / grid) ** beta)]
    D = C / 6 / N
    return N, D, E + A / N**alpha + B / D**beta
