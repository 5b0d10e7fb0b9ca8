# mistake: trains logits as if they were probabilities
# fails: q4_unmasked
# %% q4b
def train_it(causal, train, seed):
    tokens, meaning = train
    keras.utils.set_random_seed(seed)
    model = build_encoder(1, tokens.shape[1], VOCABULARY, 32, 4, 64, 2, causal)
    labels = np.repeat(meaning[:, None], tokens.shape[1], axis=1)
    model.compile(
        optimizer=keras.optimizers.Adam(0.003),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=False),
        jit_compile=False,
    )
    model.fit(tokens, labels, sample_weight=(tokens == IT).astype("float32"), batch_size=50, epochs=5, verbose=0)
    return model
