# student: edited until the last minute: a syntax error in Question 1a, SciPy without its import in Question 3; the rest is right
# score: 13
# %% q1a
def learn_bpe(corpus, n_merges):
    splits = {w: list(w) + ["</w>"] for w in corpus}
    merges = []
    while len(merges) < n_merges:
        # how often is every pair there?
        freq = {}
        for w, n in corpus.items():
            s = splits[w]
            for l, r in zip(s[:-1], s[1:]):
                freq[(l, r)] = freq.get((l, r), 0) + n
        if not freq or max(freq.values()) < 2:
            break
        # largest count first, ties: smallest tuple
        best = sorted(freq, key=lambda p: (-freq[p], p)[0]
        merges.append(best)
        for w in splits:
            splits[w] = apply_bpe(w, merges)
    return merges

# %% q1b
def apply_bpe(word, merges):
    pieces = list(word) + ["</w>"]
    for left, right in merges:
        new_pieces = []
        while pieces:
            p = pieces.pop(0)
            if p == left and pieces and pieces[0] == right:
                p = p + pieces.pop(0)
            new_pieces.append(p)
        pieces = new_pieces
    return pieces

# %% q2
def tf_idf(docs):
    vocab = []
    for doc in docs:
        for word in doc:
            if word not in vocab:
                vocab.append(word)
    vocab.sort()

    tf_matrix = np.zeros((len(docs), len(vocab)), dtype=np.float64)
    idf_vector = np.zeros(len(vocab), dtype=np.float64)
    for j, word in enumerate(vocab):
        tf_matrix[:, j] = [doc.count(word) for doc in docs]
        df = sum(word in doc for doc in docs)
        idf_vector[j] = np.log(len(docs) / df) + 1
    return tf_matrix * idf_vector, vocab

# %% q3
def solve_analogy(E, a, b, d, n=1):
    v = E[a] - E[b] + E[d]
    results = []
    for word, vec in E.items():
        if word in [a, b, d]:
            continue
        results.append((distance.cosine(vec, v), word))   # scipy.spatial.distance
    results.sort(key=lambda r: r[0])
    return [word for _, word in results][:n]

# %% q4
class EmbeddingFromOHE(keras.layers.Layer):
    def __init__(self, vocab_size, n_e, **kwargs):
        super().__init__(**kwargs)
        self.vocab_size, self.n_e = vocab_size, n_e
        self.E = self.add_weight(name="E", shape=(vocab_size, n_e), initializer="random_uniform", trainable=True)

    def call(self, ids):
        OHE = keras.ops.one_hot(keras.ops.cast(ids, "int32"), self.vocab_size)
        # tried keras.layers.Dense(n_e) first, but that adds a bias
        return keras.ops.einsum("...v,ve->...e", OHE, self.E)

# %% q5
def build_ngram_classifier(vocab_size, T, kernel_size):
    inp = keras.Input(shape=(T,), dtype="int32")
    x = keras.layers.Embedding(vocab_size, 20)(inp)

    if kernel_size > 0:
        x = keras.layers.Conv1D(filters=40, kernel_size=kernel_size, activation="relu")(x)
    else:
        # bag of words: max over the words; padding gets a very small number so it never wins
        is_word = keras.ops.expand_dims(keras.ops.not_equal(inp, 0), axis=-1)
        x = keras.ops.where(is_word, x, -1e9)

    x = keras.layers.GlobalMaxPooling1D()(x)
    x = keras.layers.Dense(20, activation="relu")(x)
    out = keras.layers.Dense(1)(x)    # logit: no sigmoid
    return keras.Model(inp, out)
