# mistake: the median over the seeds
# fails: q4_values
# %% q4
def ablation_study(score, features, seeds):
    """Importance of each feature: mean over the seeds of score(all) - score(all without it)."""
    everything = frozenset(features)
    full = {seed: score(everything, seed) for seed in seeds}
    importance = {}
    for feature in features:
        losses = [full[seed] - score(everything - {feature}, seed) for seed in seeds]
        importance[feature] = float(np.median(losses))
    return importance
