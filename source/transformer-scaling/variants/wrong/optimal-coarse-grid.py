# mistake: a grid with three points per decade
# fails: q4_values q4_growth
# %% q4
def compute_optimal(C, E, A, B, alpha, beta):
    grid = np.geomspace(1e-2, 1e25, 82)
    N = grid[np.argmin(E + A / grid**alpha + B / (C / 6 / grid) ** beta)]
    D = C / 6 / N
    return N, D, E + A / N**alpha + B / D**beta
