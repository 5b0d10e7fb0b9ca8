# mistake: compiles again with the optimizer of phase 1, whose means go on
# fails: q2_example q2_phases q2_training q2_batches q2_small q3_example
# %% q2
def fit_two_phase(model, X, y, n_unfreeze, epochs=(40, 10), lrs=(3e-3, 3e-5)):
    frozen = [layer for layer in model.layers if not layer.trainable and layer.weights]
    optimizer = keras.optimizers.Adam(lrs[0])
    found = []
    for phase in (0, 1):
        if phase == 1:
            for layer in frozen[len(frozen) - n_unfreeze :]:
                layer.trainable = True
            optimizer.learning_rate = lrs[1]
        model.compile(optimizer, "binary_crossentropy", jit_compile=False)
        model.fit(X, y, batch_size=16, epochs=epochs[phase], verbose=0)
        found.append(model.get_weights())
    return dict(zip(("after_head", "after_finetune"), found))
