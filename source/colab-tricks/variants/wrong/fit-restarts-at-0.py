# mistake: continues from the saved model, but trains all epochs again
# fails: q5_example q5_steps q5_exact q5_optimizer q5_complete q5_folders
# %% q5
def resumable_fit(make_model, X, y, epochs, ckpt_dir, batch_size=32):
    folder = pathlib.Path(ckpt_dir)
    folder.mkdir(parents=True, exist_ok=True)
    state = folder / "state.keras"
    model = keras.saving.load_model(state) if state.exists() else make_model()
    save = keras.callbacks.ModelCheckpoint(str(state))
    model.fit(X, y, batch_size, epochs=epochs, shuffle=False, verbose=0, callbacks=[save])
    return model
