# mistake: switches one feature on, instead of one off
# fails: q4_example q4_values q4_effects q4_calls q4_transformer
# %% q4
def ablation_study(score, features, seeds):
    none = {seed: score(frozenset(), seed) for seed in seeds}
    return {f: float(np.mean([score(frozenset({f}), seed) - none[seed] for seed in seeds])) for f in features}
