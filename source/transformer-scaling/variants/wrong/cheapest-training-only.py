# mistake: looks at the training alone
# fails: q6_crossover q6_many
# %% q6b
def cheapest_model(models, inference_tokens):
    return min(models, key=lambda name: models[name][0] * models[name][1])
