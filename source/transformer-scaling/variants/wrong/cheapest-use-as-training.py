# mistake: a token of use costs as much as one of training
# fails: q6_crossover
# %% q6b
def cheapest_model(models, inference_tokens):
    return min(models, key=lambda name: 6 * models[name][0] * (models[name][1] + inference_tokens))
