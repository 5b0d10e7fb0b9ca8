# route: picks the logits at "it" before the loss, with a GradientTape; predicts in one batch; another design of the data
# %% q4a
def it_accuracy(model, tokens, meaning):
    predicted = model.predict(tokens, verbose=0).argmax(axis=-1)
    return float(np.mean(predicted[np.asarray(tokens) == IT] == np.asarray(meaning)))

# %% q4b
def train_it(causal, train, seed):
    tf.random.set_seed(seed)
    keras.utils.set_random_seed(seed)
    random = np.random.default_rng(seed)
    tokens, meaning = train
    model = build_encoder(N=1, T=tokens.shape[1], vocab_size=VOCABULARY, d_model=24, num_heads=2, dff=48, n_classes=2, causal=causal)
    optimizer = keras.optimizers.Adam(0.005)

    @tf.function
    def step(x, y):
        with tf.GradientTape() as tape:
            logits = tf.boolean_mask(model(x, training=True), x == IT)
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))
        optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))

    for _ in range(5):
        for batch in np.array_split(random.permutation(len(tokens)), len(tokens) // 50):
            step(tf.constant(tokens[batch]), tf.constant(meaning[batch]))
    return model
