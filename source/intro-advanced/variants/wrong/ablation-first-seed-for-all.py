# mistake: computes the full score with the first seed only
# fails: q4_values q4_effects q4_calls
# %% q4
def ablation_study(score, features, seeds):
    """Importance of each feature: mean over the seeds of score(all) - score(all without it)."""
    everything = frozenset(features)
    full = score(everything, seeds[0])
    importance = {}
    for feature in features:
        losses = [full - score(everything - {feature}, seed) for seed in seeds]
        importance[feature] = float(np.mean(losses))
    return importance
