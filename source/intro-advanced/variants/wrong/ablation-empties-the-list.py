# mistake: takes the features out of the list that it was given
# fails: q4_calls
# %% q4
def ablation_study(score, features, seeds):
    everything = frozenset(features)
    full = [score(everything, seed) for seed in seeds]
    importance = {}
    while features:
        feature = features.pop()
        without = [score(everything - {feature}, seed) for seed in seeds]
        importance[feature] = float(np.mean(full) - np.mean(without))
    return importance
