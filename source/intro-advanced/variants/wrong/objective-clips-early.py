# mistake: clips at 1e-5
# fails: q3_zero
# %% q3
def L2_objective(probs, y):
    """Sum over the examples of log Pr(y); probabilities below 1e-5 count as 1e-5."""
    probs = np.asarray(probs, dtype=float)
    right = probs[np.arange(len(probs)), y]
    return np.sum(np.log(np.maximum(right, 1e-5)))
