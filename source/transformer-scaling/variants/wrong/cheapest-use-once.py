# mistake: counts the use once, not for each token
# fails: q6_crossover q6_many
# %% q6b
def cheapest_model(models, inference_tokens):
    return min(models, key=lambda name: 6 * models[name][0] * models[name][1] + 2 * models[name][0])
