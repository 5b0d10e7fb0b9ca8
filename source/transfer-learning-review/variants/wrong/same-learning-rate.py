# mistake: fine-tunes with the learning rate of phase 1
# fails: q2_training q2_batches q2_small
# %% q2
def fit_two_phase(model, X, y, n_unfreeze, epochs=(40, 10), lrs=(3e-3, 3e-5)):
    frozen = [layer for layer in model.layers if not layer.trainable and layer.weights]
    found = []
    for phase in (0, 1):
        if phase == 1:
            for layer in frozen[len(frozen) - n_unfreeze :]:
                layer.trainable = True
        model.compile(keras.optimizers.Adam(lrs[0]), "binary_crossentropy", jit_compile=False)
        model.fit(X, y, batch_size=16, epochs=epochs[phase], verbose=0)
        found.append(model.get_weights())
    return dict(zip(("after_head", "after_finetune"), found))
