# mistake: removes the features one after the other
# fails: q4_example q4_values q4_effects q4_calls
# %% q4
def ablation_study(score, features, seeds):
    importance = {}
    enabled = frozenset(features)
    for feature in features:
        smaller = enabled - {feature}
        importance[feature] = float(np.mean([score(enabled, seed) - score(smaller, seed) for seed in seeds]))
        enabled = smaller
    return importance
