# mistake: keeps the state in a fixed place, whatever ckpt_dir is
# fails: q5_plain q5_steps q5_exact q5_optimizer q5_folders
# %% q5
PLACE = pathlib.Path(tempfile.mkdtemp())

def resumable_fit(make_model, X, y, epochs, ckpt_dir, batch_size=32):
    (PLACE / str(len(X))).mkdir(exist_ok=True)
    model = make_model()
    backup = keras.callbacks.BackupAndRestore(str(PLACE / str(len(X))), delete_checkpoint=False)
    model.fit(X, y, batch_size=batch_size, epochs=epochs, shuffle=False, callbacks=[backup], verbose=0)
    return model
