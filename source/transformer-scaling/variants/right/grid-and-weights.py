# route: a fine grid for the optimum, a parabola with more weight near the minimum, Polynomial.fit
# %% q2
def fit_power_law(n, loss):
    line = np.polynomial.Polynomial.fit(np.log(n), np.log(loss), 1).convert()
    return np.exp(-line.coef[0] / line.coef[1]), -line.coef[1]

# %% q4
def compute_optimal(C, E, A, B, alpha, beta):
    N = np.geomspace(1e-2, 1e25, 100_001)
    loss = E + A / N**alpha + B / (C / (6 * N)) ** beta
    best = np.argmin(loss)
    return N[best], C / (6 * N[best]), loss[best]

# %% q5
def isoflop_exponent(runs):
    N_opt = {}
    for C in sorted(runs):
        N, loss = runs[C]
        x = np.log(N)
        centre = x[np.argmin(loss)]
        weight = np.exp(-(((x - centre) / (np.ptp(x))) ** 2))
        curve = np.poly1d(np.polyfit(x - centre, loss, 2, w=weight))
        N_opt[C] = np.exp(centre + curve.deriv().roots[0])
    return np.polynomial.Polynomial.fit(np.log(sorted(N_opt)), [np.log(N_opt[C]) for C in sorted(N_opt)], 1).convert().coef[1], N_opt
