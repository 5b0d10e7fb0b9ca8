# mistake: reports the slope of the scaled input
# fails: q6_example q6_learns
# %% q6
def smoke_train(seed):
    keras.utils.set_random_seed(seed)
    t = np.arange(256.0)
    y = 2 * t + np.random.normal(size=256)
    x = (t - t.mean()) / t.std()
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.SGD(0.1), loss="mse", jit_compile=False)
    losses = model.fit(x, y, batch_size=16, epochs=8, verbose=0).history["loss"]
    return {"loss_first": losses[0], "loss_last": losses[-1], "slope": float(model.get_weights()[0][0, 0])}
