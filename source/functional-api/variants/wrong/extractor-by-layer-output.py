# mistake: uses layer.output, which fails for nested models and shared layers
# fails: q4_nested
# %% q4
def all_layer_outputs(model):
    return keras.Model(model.inputs, {layer.name: layer.output for layer in model.layers})
