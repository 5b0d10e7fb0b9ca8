# mistake: no care for probabilities of 0
# fails: q3_zero
# %% q3
def L2_objective(probs, y):
    """Sum over the examples of log Pr(y); probabilities below 1e-7 count as 1e-7."""
    probs = np.asarray(probs, dtype=float)
    right = probs[np.arange(len(probs)), y]
    return np.sum(np.log(right))
