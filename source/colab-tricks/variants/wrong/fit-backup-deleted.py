# mistake: BackupAndRestore deletes its backup at the end, so a complete training is repeated
# fails: q5_complete q5_folders
# %% q5
def resumable_fit(make_model, X, y, epochs, ckpt_dir, batch_size=32):
    model = make_model()
    backup = keras.callbacks.BackupAndRestore(str(ckpt_dir))
    model.fit(X, y, batch_size=batch_size, epochs=epochs, shuffle=False, callbacks=[backup], verbose=0)
    return model
