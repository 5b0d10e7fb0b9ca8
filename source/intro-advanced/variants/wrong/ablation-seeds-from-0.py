# mistake: numbers the seeds from 0
# fails: q4_values q4_effects q4_calls
# %% q4
def ablation_study(score, features, seeds):
    """Importance of each feature: mean over the seeds of score(all) - score(all without it)."""
    seeds = range(len(seeds))
    everything = frozenset(features)
    full = {seed: score(everything, seed) for seed in seeds}
    importance = {}
    for feature in features:
        losses = [full[seed] - score(everything - {feature}, seed) for seed in seeds]
        importance[feature] = float(np.mean(losses))
    return importance
