# route: the costs from a table; the comparison without the costs
# %% q3a
TABLE = {
    "cnn": lambda T, d, k: (k * d * d, T * k * d * d, T, T),
    "rnn": lambda T, d, k: (d * d, T * d * d, T, T),
    "attention": lambda T, d, k: (d * d, T * T * d, 1, 1),
}


def complexity(kind, T, d, k=3):
    if kind not in TABLE:
        raise ValueError(kind)
    return dict(zip(("params", "ops", "sequential", "path"), TABLE[kind](T, d, k)))

# %% q3b
def cheaper_than_rnn(T, d):
    return T < d

# %% q3c
def block_params(d):
    return 12 * d * d
