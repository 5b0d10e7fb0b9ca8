# student: Greta, fluent and careless: losses fitted without logarithms, a grid that is too short, the lowest run instead of the parabola, the use of a model forgotten
# score: 8
# %% q1a
def train_flops(N, D):
    return 6 * np.asarray(N) * np.asarray(D)

# %% q1b
def pf_days(flops):
    return flops / 1e15 / 86400

# %% q2
from scipy.optimize import curve_fit

def fit_power_law(n, loss):
    x = np.log10(n)
    (log_c, alpha), _ = curve_fit(lambda x, log_c, alpha: 10 ** (alpha * (log_c - x)), x, loss, p0=(10.0, 0.1), maxfev=20000)
    return 10**log_c, alpha

# %% q3
def tokens_needed(D, n_factor, law):
    exponent = {"kaplan": 0.74, "chinchilla": 1.0}.get(law, 1.0)
    return D * n_factor**exponent

# %% q4
def compute_optimal(C, E, A, B, alpha, beta):
    N = np.logspace(6, 11, 5000)
    D = C / (6 * N)
    L = E + A / N**alpha + B / D**beta
    i = L.argmin()
    return N[i], D[i], L[i]

# %% q5
def isoflop_exponent(runs):
    N_opt = {C: N[np.argmin(loss)] for C, (N, loss) in runs.items()}
    C = sorted(N_opt)
    return np.polyfit(np.log(C), np.log([N_opt[c] for c in C]), 1)[0], N_opt

# %% q6a
def inference_flops(n_layers, d_model):
    return 24 * n_layers * d_model**2

# %% q6b
def cheapest_model(models, inference_tokens):
    return min(models, key=lambda m: models[m][0] * models[m][1])

# %% d1 [markdown]
# GPT-3 was too large because Chinchilla is better.
