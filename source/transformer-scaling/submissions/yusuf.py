# student: Yusuf, works in the cells until they run: overwrites np, a package that is not there, an index beyond the end, a bracket that is not closed
# score: 5
# %% q1a
def train_flops(N, D):
    return 6.0 * N * D

print(train_flops([1, 2], 3))

# %% q1b
def pf_days(flops):
    return flops / (10 ** 15 * 60 * 60 * 24)

import chinchilla_laws

# %% q2
def fit_power_law(n, loss):
    x = [math.log(v for v in n]
    return x

# %% q3
laws = {"kaplan": 0.74, "chinchilla": 1.0}

def tokens_needed(D, n_factor, law):
    return D * n_factor ** laws[law]

laws["hoffmann"]

# %% q4
def compute_optimal(C, E, A, B, alpha, beta):
    N = (C / 120) ** 0.5
    return N, 20 * N, None

# %% q5
np = [1, 2, 3]

def isoflop_exponent(runs):
    return np[7], {}

isoflop_exponent({})

# %% q6a
def inference_flops(n_layers, d_model):
    return 2 * 12 * n_layers * d_model * d_model

# %% q6b
def cheapest_model(models, inference_tokens):
    return list(models)[0]
