# mistake: uses kernel size 3 for the bag of words, too
# fails: q5_bag q5_order
# %% q5
def build_ngram_classifier(vocab_size, T, kernel_size):
    ids = keras.Input((T,), dtype="int32")
    vectors = keras.layers.Embedding(vocab_size, 16)(ids)
    patterns = keras.layers.Conv1D(32, kernel_size or 3, activation="relu")(vectors)
    pooled = keras.layers.GlobalMaxPooling1D()(patterns)
    hidden = keras.layers.Dense(16, activation="relu")(pooled)
    return keras.Model(ids, keras.layers.Dense(1)(hidden))
