# mistake: saves the weights without the optimizer
# fails: q5_example q5_exact q5_optimizer q5_complete
# %% q5
def resumable_fit(make_model, X, y, epochs, ckpt_dir, batch_size=32):
    folder = pathlib.Path(ckpt_dir)
    folder.mkdir(parents=True, exist_ok=True)
    saved = sorted(folder.glob("epoch-*.weights.h5"))
    model = make_model()
    done = 0
    if saved:
        model.load_weights(saved[-1])
        done = int(saved[-1].name[6:11])
    save = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: model.save_weights(folder / f"epoch-{epoch + 1:05d}.weights.h5")
    )
    model.fit(X, y, batch_size, epochs=epochs, initial_epoch=done, shuffle=False, verbose=0, callbacks=[save])
    return model
