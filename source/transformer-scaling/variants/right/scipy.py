# route: SciPy: linregress, minimize_scalar over ln N, curve_fit for the parabola
# %% q1a
def train_flops(N, D):
    return 6 * np.multiply(N, D, dtype=np.float64)

# %% q1b
def pf_days(flops):
    SECONDS = 86_400
    return np.true_divide(flops, 1e15 * SECONDS)

# %% q2
def fit_power_law(n, loss):
    from scipy.stats import linregress
    line = linregress(np.log(n), np.log(loss))
    alpha = -line.slope
    return np.exp(line.intercept / alpha), alpha

# %% q3
def tokens_needed(D, n_factor, law):
    if law == "kaplan":
        return D * math.pow(n_factor, 0.74)
    if law == "chinchilla":
        return D * float(n_factor)
    raise ValueError(law)

# %% q4
def compute_optimal(C, E, A, B, alpha, beta):
    from scipy.optimize import minimize_scalar

    def terms(log_n):
        n = np.exp(log_n)
        return A / n**alpha + B / (C / (6 * n)) ** beta

    found = minimize_scalar(terms, bounds=(-20, 70), method="bounded", options={"xatol": 1e-7})
    n = float(np.exp(found.x))
    return n, C / 6 / n, E + float(found.fun)

# %% q5
def isoflop_exponent(runs):
    from scipy.optimize import curve_fit
    from scipy.stats import linregress
    best = {}
    for C, (N, loss) in runs.items():
        x = np.log2(N)
        middle = x.mean()
        (bottom, curvature, vertex), _ = curve_fit(lambda x, a, b, c: a + b * (x - c) ** 2, x - middle, loss, p0=(loss.min(), 0.05, 0.0))
        best[C] = 2 ** (vertex + middle)
    budgets = np.array(sorted(best))
    return linregress(np.log2(budgets), np.log2([best[C] for C in budgets])).slope, best

# %% q6a
def inference_flops(n_layers, d_model):
    weights = 12 * n_layers * d_model * d_model
    return float(2 * weights)

# %% q6b
def cheapest_model(models, inference_tokens):
    totals = {name: 2 * N * (3 * D + inference_tokens) for name, (N, D) in models.items()}
    return sorted(totals, key=totals.get)[0]
