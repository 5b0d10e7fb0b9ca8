# mistake: looks at the use alone
# fails: q6_crossover q6_many
# %% q6b
def cheapest_model(models, inference_tokens):
    return min(models, key=lambda name: 2 * models[name][0] * inference_tokens)
