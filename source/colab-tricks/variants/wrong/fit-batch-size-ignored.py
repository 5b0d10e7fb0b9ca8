# mistake: forgets to pass the batch size
# fails: q5_example q5_plain q5_steps q5_exact q5_optimizer q5_complete q5_folders
# %% q5
def resumable_fit(make_model, X, y, epochs, ckpt_dir, batch_size=32):
    model = make_model()
    os.makedirs(ckpt_dir, exist_ok=True)
    backup = keras.callbacks.BackupAndRestore(str(ckpt_dir), delete_checkpoint=False)
    model.fit(X, y, epochs=epochs, shuffle=False, callbacks=[backup], verbose=0)
    return model
