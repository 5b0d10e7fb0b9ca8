# mistake: the seed reaches the network only; the errors are always the same
# fails: q6_learns
# %% q6
def smoke_train(seed):
    keras.utils.set_random_seed(seed)
    t = np.arange(256.0)
    y = 2 * t + np.random.default_rng(0).normal(size=256)
    x = (t - t.mean()) / t.std()
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.SGD(0.1), loss="mse", jit_compile=False)
    model.fit(x, y, batch_size=256, epochs=40, verbose=0)
    losses = [float(np.mean(y**2)), float(np.mean((model.predict(x, verbose=0)[:, 0] - y) ** 2))]
    return {"loss_first": losses[0], "loss_last": losses[-1], "slope": float(model.get_weights()[0][0, 0]) / t.std()}
