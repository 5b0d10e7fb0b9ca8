# mistake: sets trainable after compile and does not compile again: phase 2 trains the head alone, at the old rate
# fails: q2_example q2_phases q2_training q2_batches q2_small
# %% q2
def fit_two_phase(model, X, y, n_unfreeze, epochs=(40, 10), lrs=(3e-3, 3e-5)):
    frozen = [layer for layer in model.layers if not layer.trainable and layer.weights]
    model.compile(keras.optimizers.Adam(lrs[0]), "binary_crossentropy", jit_compile=False)
    model.fit(X, y, batch_size=16, epochs=epochs[0], verbose=0)
    after_head = model.get_weights()
    for layer in frozen[len(frozen) - n_unfreeze :]:
        layer.trainable = True
    model.fit(X, y, batch_size=16, epochs=epochs[1], verbose=0)
    return {"after_head": after_head, "after_finetune": model.get_weights()}
