# mistake: the mean
# fails: q3_example q3_values q3_cross_entropy q3_zero
# %% q3
def L2_objective(probs, y):
    """Sum over the examples of log Pr(y); probabilities below 1e-7 count as 1e-7."""
    probs = np.asarray(probs, dtype=float)
    right = probs[np.arange(len(probs)), y]
    return np.mean(np.log(np.maximum(right, 1e-7)))
