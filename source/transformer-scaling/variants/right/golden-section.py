# route: normal equations and lstsq, golden section, log10 everywhere
# %% q1a
def train_flops(N, D):
    return 6.0 * N * D

# %% q1b
def pf_days(flops):
    return flops / 8.64e19

# %% q2
def fit_power_law(n, loss):
    x, y = np.log10(n), np.log10(loss)
    X = np.column_stack([np.ones_like(x), -x])
    (c, alpha), *_ = np.linalg.lstsq(X, y, rcond=None)
    return 10 ** (c / alpha), alpha

# %% q3
def tokens_needed(D, n_factor, law):
    try:
        exponent = dict(kaplan=0.74, chinchilla=1)[law]
    except KeyError:
        raise ValueError("law has to be kaplan or chinchilla") from None
    return np.exp(np.log(D) + exponent * np.log(n_factor))

# %% q4
def compute_optimal(C, E, A, B, alpha, beta):
    def loss(u):
        n = 10**u
        return E + A * n**-alpha + B * (C / 6 / n) ** -beta

    low, high = -5.0, 30.0
    shrink = (5**0.5 - 1) / 2
    while high - low > 1e-6:
        a, b = high - shrink * (high - low), low + shrink * (high - low)
        if loss(a) < loss(b):
            high = b
        else:
            low = a
    u = (low + high) / 2
    return 10**u, C / 6 / 10**u, loss(u)

# %% q5
def isoflop_exponent(runs):
    N_opt = {}
    for C, (N, loss) in runs.items():
        x = np.log10(np.asarray(N))
        X = np.stack([x**2, x, np.ones(len(x))], axis=1)
        c2, c1, c0 = np.linalg.lstsq(X, np.asarray(loss), rcond=None)[0]
        N_opt[C] = 10 ** (-c1 / (2 * c2))
    x = np.log10(np.array(list(N_opt.keys())))
    y = np.log10(np.array(list(N_opt.values())))
    a = np.sum((x - x.mean()) * (y - y.mean())) / np.sum((x - x.mean()) ** 2)
    return a, N_opt

# %% q6a
def inference_flops(n_layers, d_model):
    return n_layers * 24.0 * d_model ** 2

# %% q6b
def cheapest_model(models, inference_tokens):
    best_name, best_cost = None, float("inf")
    for name in models:
        N, D = models[name]
        cost = 6.0 * N * D + 2.0 * N * inference_tokens
        if cost < best_cost:
            best_name, best_cost = name, cost
    return best_name
