# student: Matteo, had an evening: questions 1 to 3 done, began question 4 and gave up
# score: 8.5
# %% q1a
def train_flops(N, D):
    return 6 * N * D

# %% q1b
def pf_days(flops):
    return flops / 8.64e19

# %% q2
def fit_power_law(n, loss):
    b, a = np.polyfit(np.log(n), np.log(loss), 1)
    return np.exp(-a / b), -b

# %% q3
def tokens_needed(D, n_factor, law):
    if law == "kaplan":
        return D * n_factor**0.74
    elif law == "chinchilla":
        return D * n_factor
    else:
        raise ValueError("law")

# %% q4
def compute_optimal(C, E, A, B, alpha, beta):
    # set the derivative to zero: alpha A / N^(alpha+1) = beta B 6^beta N^(beta-1) / C^beta ???
    # YOUR CODE HERE
    raise NotImplementedError()
