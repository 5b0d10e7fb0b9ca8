# mistake: treats the layers of a nested model as layers of the model
# fails: q4_nested
# %% q4
def all_layer_outputs(model):
    calls = {}

    def watch(layer, *args, **kwargs):
        result = layer(*args, **kwargs)
        calls.setdefault(layer.name, []).append(result)
        return result

    clone = keras.models.clone_model(model, clone_function=lambda layer: layer, call_function=watch, recursive=True)
    return keras.Model(clone.inputs, {name: results if len(results) > 1 else results[0] for name, results in calls.items()})
