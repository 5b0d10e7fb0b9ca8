# route: the mean of the bag by a product with a mask and a division by the number of words
# %% q5
def build_ngram_classifier(vocab_size, T, kernel_size):
    L, ops = keras.layers, keras.ops
    ids = keras.Input((T,))
    vectors = L.Embedding(vocab_size, 50)(ids)
    if kernel_size:
        pooled = L.GlobalMaxPool1D()(L.Conv1D(filters=64, kernel_size=kernel_size, activation="relu")(vectors))
    else:
        real = ops.expand_dims(ops.cast(ops.not_equal(ids, 0), "float32"), -1)
        pooled = ops.sum(vectors * real, axis=1) / ops.maximum(ops.sum(real, axis=1), 1.0)
    return keras.Model(ids, L.Dense(1)(L.Dropout(0.1)(L.Dense(32, activation="relu")(pooled))))
