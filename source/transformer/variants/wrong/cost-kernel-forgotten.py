# mistake: forgets that a convolution of k taps has k matrices
# fails: q3_counted
# %% q3a
def complexity(kind, T, d, k=3):
    if kind == "cnn":
        return {"params": d**2, "ops": T * d**2, "sequential": T, "path": T}
    if kind == "rnn":
        return {"params": d**2, "ops": T * d**2, "sequential": T, "path": T}
    if kind == "attention":
        return {"params": d**2, "ops": T**2 * d, "sequential": 1, "path": 1}
    raise ValueError(f"unknown kind {kind!r}")

# %% q3b
def cheaper_than_rnn(T, d):
    return complexity("attention", T, d)["ops"] < complexity("rnn", T, d)["ops"]

# %% q3c
def block_params(d):
    return 4 * d**2 + 2 * d * (4 * d)
