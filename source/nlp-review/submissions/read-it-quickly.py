# student: read the text quickly: counts words once instead of how often they occur, smooths the idf as scikit-learn does, forgets
#   to exclude the given words, takes the mean over the padding, too
# score: 9.5
# %% q1a
def get_pairs(vocab):
    pairs = Counter()
    for word in vocab:
        syms = vocab[word]
        for i in range(len(syms) - 1):
            pairs[syms[i], syms[i + 1]] += 1
    return pairs


def merge_word(syms, p):
    new = []
    i = 0
    while i < len(syms):
        if i + 1 < len(syms) and syms[i] == p[0] and syms[i + 1] == p[1]:
            new.append(p[0] + p[1])
            i = i + 2
        else:
            new.append(syms[i])
            i = i + 1
    return new


def learn_bpe(corpus, n_merges):
    vocab = {}
    for word in corpus:
        vocab[word] = list(word) + ["</w>"]
    merges = []
    for step in range(n_merges):
        pairs = get_pairs(vocab)
        if len(pairs) == 0:
            break
        m = max(pairs.values())
        if m < 2:
            break
        best = sorted(p for p in pairs if pairs[p] == m)[0]
        #print(step, best, m)
        merges.append(best)
        for word in vocab:
            vocab[word] = merge_word(vocab[word], best)
    return merges

# %% q1b
def apply_bpe(word, merges):
    syms = list(word) + ["</w>"]
    for p in merges:
        syms = merge_word(syms, p)
    return syms

# %% q2
def tf_idf(docs):
    N = len(docs)
    vocab = sorted(set(w for doc in docs for w in doc))
    M = np.zeros((N, len(vocab)))
    for j, w in enumerate(vocab):
        df = 0
        for doc in docs:
            if w in doc:
                df += 1
        idf = np.log((1 + N) / (1 + df)) + 1    # so that nothing is divided by 0
        for i, doc in enumerate(docs):
            M[i, j] = doc.count(w) * idf
    return M, vocab

# %% q3
def cos_dist(u, v):
    return 1 - np.sum(u * v) / (np.sqrt(np.sum(u ** 2)) * np.sqrt(np.sum(v ** 2)))


def solve_analogy(E, a, b, d, n=1):
    c = E[a] - E[b] + E[d]
    dist = [(cos_dist(E[w], c), w) for w in E]
    dist.sort()
    return [w for (_, w) in dist[:n]]

# %% q4
class EmbeddingFromOHE(keras.layers.Layer):
    def __init__(self, vocab_size, n_e, **kwargs):
        super().__init__(**kwargs)
        self.V = vocab_size
        self.E = self.add_weight(shape=(vocab_size, n_e), initializer="glorot_uniform")

    def call(self, ids):
        onehot = tf.one_hot(ids, depth=self.V)
        return tf.matmul(onehot, self.E)

# %% q5
def build_ngram_classifier(vocab_size, T, kernel_size):
    model = keras.Sequential()
    model.add(keras.Input((T,)))
    model.add(keras.layers.Embedding(vocab_size, 32))
    if kernel_size == 0:
        model.add(keras.layers.GlobalAveragePooling1D())
    else:
        model.add(keras.layers.Conv1D(64, kernel_size, activation="relu"))
        model.add(keras.layers.GlobalMaxPooling1D())
    model.add(keras.layers.Dense(32, activation="relu"))
    model.add(keras.layers.Dense(1))
    return model
