# mistake: returns probabilities
# fails: q5_order
# %% q5
def build_ngram_classifier(vocab_size, T, kernel_size):
    ids = keras.Input((T,), dtype="int32")
    if kernel_size == 0:
        vectors = keras.layers.Embedding(vocab_size, 16, mask_zero=True)(ids)
        pooled = keras.layers.GlobalAveragePooling1D()(vectors)
    else:
        vectors = keras.layers.Embedding(vocab_size, 16)(ids)
        patterns = keras.layers.Conv1D(32, kernel_size, activation="relu")(vectors)
        pooled = keras.layers.GlobalMaxPooling1D()(patterns)
    hidden = keras.layers.Dense(16, activation="relu")(pooled)
    return keras.Model(ids, keras.layers.Dense(1, activation="sigmoid")(hidden))
