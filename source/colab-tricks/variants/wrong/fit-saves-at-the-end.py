# mistake: saves only when everything is done
# fails: q5_steps q5_exact q5_optimizer
# %% q5
def resumable_fit(make_model, X, y, epochs, ckpt_dir, batch_size=32):
    folder = pathlib.Path(ckpt_dir)
    folder.mkdir(parents=True, exist_ok=True)
    state = folder / "state.keras"
    model = keras.saving.load_model(state) if state.exists() else make_model()
    done = int(model.optimizer.iterations) // -(-len(X) // batch_size)
    model.fit(X, y, batch_size, epochs=epochs, initial_epoch=done, shuffle=False, verbose=0)
    model.save(state)
    return model
