# mistake: returns a list for every layer
# fails: q4_values q4_nested
# %% q4
def all_layer_outputs(model):
    calls = {}

    def watch(layer, *args, **kwargs):
        result = layer(*args, **kwargs)
        calls.setdefault(layer.name, []).append(result)
        return result

    clone = keras.models.clone_model(model, clone_function=lambda layer: layer, call_function=watch)
    return keras.Model(clone.inputs, {name: results for name, results in calls.items()})
