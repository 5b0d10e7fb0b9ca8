# mistake: seeds NumPy alone; the initial weight and the order of the batches are another each time
# fails: q6_repeats
# %% q6
def smoke_train(seed):
    np.random.seed(seed % 2**32)
    t = np.arange(256.0)
    y = 2 * t + np.random.normal(size=256)
    x = (t - t.mean()) / t.std()
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.SGD(0.1), loss="mse", jit_compile=False)
    losses = model.fit(x, y, batch_size=16, epochs=8, verbose=0).history["loss"]
    return {"loss_first": losses[0], "loss_last": losses[-1], "slope": float(model.get_weights()[0][0, 0]) / t.std()}
