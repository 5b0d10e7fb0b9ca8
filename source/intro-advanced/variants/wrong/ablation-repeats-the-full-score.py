# mistake: computes the full score again for each feature
# fails: q4_calls
# %% q4
def ablation_study(score, features, seeds):
    """Importance of each feature: mean over the seeds of score(all) - score(all without it)."""
    everything = frozenset(features)
    full = {seed: score(everything, seed) for seed in seeds}
    importance = {}
    for feature in features:
        losses = [score(everything, seed) - score(everything - {feature}, seed) for seed in seeds]
        importance[feature] = float(np.mean(losses))
    return importance
