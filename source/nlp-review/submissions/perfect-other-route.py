# student: careful, other route throughout; all right
# score: 20
# %% q1a
import re


def learn_bpe(corpus, n_merges):
    table = {tuple(word) + ("</w>",): count for word, count in corpus.items()}
    learned = []
    for _ in range(n_merges):
        counts = {}
        for symbols, count in table.items():
            for i in range(len(symbols) - 1):
                pair = (symbols[i], symbols[i + 1])
                counts[pair] = counts.get(pair, 0) + count
        candidates = sorted((-count, pair) for pair, count in counts.items() if count >= 2)
        if not candidates:
            return learned
        pair = candidates[0][1]
        learned.append(pair)
        table = {tuple(apply_one(symbols, pair)): count for symbols, count in table.items()}
    return learned


def apply_one(symbols, pair):
    text = "\n".join(symbols)
    pattern = r"(?<![^\n])" + re.escape("\n".join(pair)) + r"(?![^\n])"
    return re.sub(pattern, lambda match: "".join(pair), text).split("\n")

# %% q1b
def apply_bpe(word, merges):
    symbols = list(word) + ["</w>"]
    for pair in merges:
        pair = tuple(pair)
        i, result = 0, []
        while i < len(symbols):
            if tuple(symbols[i : i + 2]) == pair:
                result.append(pair[0] + pair[1])
                i += 2
            else:
                result.append(symbols[i])
                i += 1
        symbols = result
    return symbols

# %% q2
def tf_idf(docs):
    df = Counter(word for doc in docs for word in set(doc))
    vocab = sorted(df)
    column = {word: j for j, word in enumerate(vocab)}
    matrix = np.zeros((len(docs), len(vocab)))
    for i, doc in enumerate(docs):
        for word, count in Counter(doc).items():
            matrix[i, column[word]] = count * (1 + np.log(len(docs)) - np.log(df[word]))
    return matrix, vocab

# %% q3
def solve_analogy(E, a, b, d, n=1):
    words = np.array([word for word in E if word not in {a, b, d}])
    M = np.stack([np.asarray(E[word], dtype="float64") for word in words])
    M = M / np.linalg.norm(M, axis=1, keepdims=True)
    target = np.asarray(E[a], "float64") - np.asarray(E[b], "float64") + np.asarray(E[d], "float64")
    return words[np.argsort(-(M @ target))][:n].tolist()

# %% q4
class EmbeddingFromOHE(keras.layers.Layer):
    def __init__(self, vocab_size, n_e):
        super().__init__()
        self.vocab_size = vocab_size
        self.project = keras.layers.Dense(n_e, use_bias=False, kernel_initializer="random_normal")

    def call(self, ids):
        return self.project(tf.one_hot(tf.cast(ids, "int32"), self.vocab_size))

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
