# mistake: shuffles the dates of the targets
# fails: q5_trains q5_beats_pca
# %% q5
def train_factor_model(X, R, seed):
    keras.utils.set_random_seed(seed)
    model = make_model(X.shape[1], X.shape[2], hidden_units=16, n_factors=2)
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss="mse", jit_compile=False)
    model.fit([X, R], np.random.default_rng(seed).permutation(R), batch_size=20, epochs=40, verbose=0)
    return model
