# mistake: clones the Source without its weights and trains everything on 80 examples
# fails: q3_accuracy q3_gap
# %% q3
def transfer(source_model, X, y):
    copied = keras.models.clone_model(source_model)
    h = keras.layers.Dense(32, activation="relu")(copied.get_layer("pool").output)
    model = keras.Model(copied.inputs, keras.layers.Dense(1, activation="sigmoid")(h))
    model.compile(keras.optimizers.Adam(3e-3), "binary_crossentropy", jit_compile=False)
    model.fit(X, y, batch_size=16, epochs=40, verbose=0)
    return model
