# mistake: reads the outputs of a clone, which has new random weights
# fails: q3_example q3_values q3_shapes q3_inference
# %% q3
def representations(model, X):
    found = [np.asarray(X)]
    for layer in keras.models.clone_model(model).layers:
        if not isinstance(layer, keras.layers.InputLayer):
            found.append(np.asarray(layer(found[-1], training=False)))
    return found
