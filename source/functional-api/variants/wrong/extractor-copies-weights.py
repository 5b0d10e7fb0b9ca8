# mistake: copies the layers with their weights
# fails: q4_shared
# %% q4
def all_layer_outputs(model):
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    calls = {}

    def watch(layer, *args, **kwargs):
        result = layer(*args, **kwargs)
        calls.setdefault(layer.name, []).append(result)
        return result

    clone = keras.models.clone_model(copy, clone_function=lambda layer: layer, call_function=watch)
    return keras.Model(clone.inputs, {name: r if len(r) > 1 else r[0] for name, r in calls.items()})
