# mistake: layers are called as in training: dropout is active, batch statistics are used and updated
# fails: q3_shapes q3_inference q3_untouched
# %% q3
def representations(model, X):
    found = [np.asarray(X)]
    for layer in model.layers:
        if not isinstance(layer, keras.layers.InputLayer):
            found.append(np.asarray(layer(found[-1], training=True)))
    return found
