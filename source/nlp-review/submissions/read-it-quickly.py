# student: counts types, smooths the idf, forgets to exclude the given words, pads into the mean
# score: 9.5
# %% q1a
def learn_bpe(corpus, n_merges):
    words = {word: [*word, "</w>"] for word in corpus}
    merges = []
    while len(merges) < n_merges:
        counts = Counter()
        for word, symbols in words.items():
            for pair in zip(symbols, symbols[1:]):
                counts[pair] += 1
        if max(counts.values(), default=0) < 2:
            break
        best = min(counts, key=lambda pair: (-counts[pair], pair))
        merges.append(best)
        words = {word: merge_pair(symbols, best) for word, symbols in words.items()}
    return merges


def merge_pair(symbols, pair):
    merged, i = [], 0
    while i < len(symbols):
        if tuple(symbols[i : i + 2]) == pair:
            merged.append("".join(pair))
            i += 2
        else:
            merged.append(symbols[i])
            i += 1
    return merged

# %% q1b
def apply_bpe(word, merges):
    symbols = [*word, "</w>"]
    for first, second in merges:
        position = 0
        while position < len(symbols) - 1:
            if symbols[position] == first and symbols[position + 1] == second:
                symbols[position : position + 2] = [first + second]
            position += 1
    return symbols

# %% q2
def tf_idf(docs):
    vocab = sorted({word for doc in docs for word in doc})
    counts = np.array([[doc.count(word) for word in vocab] for doc in docs], dtype=float).reshape(len(docs), len(vocab))
    df = (counts > 0).sum(axis=0)
    return counts * (np.log((1 + len(docs)) / (1 + df)) + 1), vocab

# %% q3
def solve_analogy(E, a, b, d, n=1):
    target = np.asarray(E[a], dtype=float) - E[b] + E[d]
    words = [word for word in E]

    def distance(word):
        return 1 - np.dot(E[word], target) / (np.linalg.norm(E[word]) * np.linalg.norm(target))

    return sorted(words, key=distance)[:n]

# %% q4
class EmbeddingFromOHE(keras.layers.Layer):
    def __init__(self, vocab_size, n_e, **kwargs):
        super().__init__(**kwargs)
        self.vocab_size = vocab_size
        self.E = self.add_weight(shape=(vocab_size, n_e), initializer="uniform", name="E")

    def call(self, ids):
        return keras.ops.matmul(keras.ops.one_hot(ids, self.vocab_size), self.E)

# %% q5
def build_ngram_classifier(vocab_size, T, kernel_size):
    ids = keras.Input((T,), dtype="int32")
    if kernel_size == 0:
        vectors = keras.layers.Embedding(vocab_size, 16)(ids)
        pooled = keras.layers.GlobalAveragePooling1D()(vectors)
    else:
        vectors = keras.layers.Embedding(vocab_size, 16)(ids)
        patterns = keras.layers.Conv1D(32, kernel_size, activation="relu")(vectors)
        pooled = keras.layers.GlobalMaxPooling1D()(patterns)
    hidden = keras.layers.Dense(16, activation="relu")(pooled)
    return keras.Model(ids, keras.layers.Dense(1)(hidden))
