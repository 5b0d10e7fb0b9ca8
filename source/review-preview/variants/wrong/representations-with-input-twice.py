# mistake: counts the InputLayer of a functional model
# fails: q3_values q3_shapes
# %% q3
def representations(model, X):
    found = [np.asarray(X)]
    for layer in model.layers:
        y = found[-1]
        found.append(np.asarray(y if isinstance(layer, keras.layers.InputLayer) else layer(y, training=False)))
    return found
