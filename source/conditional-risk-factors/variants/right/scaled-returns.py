# route: trains on returns in per cent with weight decay, and scales the factors back afterwards
# %% q5
def train_factor_model(X, R, seed):
    keras.utils.set_random_seed(seed)
    model = make_model(X.shape[1], X.shape[2], hidden_units=24, n_factors=2)
    model.compile(optimizer=keras.optimizers.AdamW(0.01, weight_decay=1e-3), loss="mse", jit_compile=False)
    model.fit([X, 20 * R], 20 * R, batch_size=20, epochs=35, verbose=0)
    # Linear in the returns but for the bias of the factors.
    layer = model.get_layer("output_factor")
    kernel, bias = layer.get_weights()
    layer.set_weights([kernel, bias / 20])
    return model
