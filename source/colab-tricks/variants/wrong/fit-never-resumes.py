# mistake: saves, but never looks whether there is something to continue
# fails: q5_steps q5_exact q5_optimizer q5_complete q5_folders
# %% q5
def resumable_fit(make_model, X, y, epochs, ckpt_dir, batch_size=32):
    folder = pathlib.Path(ckpt_dir)
    folder.mkdir(parents=True, exist_ok=True)
    model = make_model()
    save = keras.callbacks.ModelCheckpoint(str(folder / "state.keras"))
    model.fit(X, y, batch_size, epochs=epochs, shuffle=False, verbose=0, callbacks=[save])
    return model
