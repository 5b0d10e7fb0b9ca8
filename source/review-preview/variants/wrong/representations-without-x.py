# mistake: the list starts with the first layer's output
# fails: q3_example q3_values q3_shapes q3_inference q4_picture
# %% q3
def representations(model, X):
    found = []
    y = X
    for layer in model.layers:
        if not isinstance(layer, keras.layers.InputLayer):
            y = np.asarray(layer(y, training=False))
            found.append(y)
    return found
