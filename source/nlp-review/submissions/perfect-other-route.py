# student: careful, other route throughout: merges with one symbol held back, the one-hot vector by comparison,
#   the bag as a product with the mask; all right
# score: 20
# %% q1a
from itertools import pairwise


def _merge(symbols, pair):
    """From left to right with one symbol held back: it may be the first half of the pair."""
    pair = tuple(pair)
    done, held = [], None
    for symbol in symbols:
        if (held, symbol) == pair:
            done.append(held + symbol)
            held = None  # a merged symbol cannot be merged again in the same turn: "aaa" -> "aa", "a"
        else:
            if held is not None:
                done.append(held)
            held = symbol
    if held is not None:
        done.append(held)
    return done


def learn_bpe(corpus, n_merges):
    # [symbols, frequency] for each word; the corpus itself is only read
    table = [[list(word) + ["</w>"], frequency] for word, frequency in corpus.items()]
    learned = []
    for _ in range(n_merges):
        stats = Counter()
        for symbols, frequency in table:
            for pair in pairwise(symbols):
                stats[pair] += frequency
        if not stats:
            break
        largest = max(stats.values())
        if largest < 2:
            break
        winner = min(pair for pair, count in stats.items() if count == largest)
        learned.append(winner)
        for row in table:
            row[0] = _merge(row[0], winner)
    return learned

# %% q1b
from functools import reduce


def apply_bpe(word, merges):
    # each merge once, in the order of the list
    return reduce(_merge, merges, [*word, "</w>"])

# apply_bpe("lowest", learn_bpe({"low": 5, "lower": 2, "newest": 6, "widest": 3}, 10)) -> ['low', 'est</w>'], as in the paper

# %% q2
def tf_idf(docs):
    vocab = sorted(set().union(*docs))
    where = {word: j for j, word in enumerate(vocab)}

    tf = np.zeros((len(docs), len(vocab)))
    for row, doc in zip(tf, docs):
        for word in doc:
            row[where[word]] += 1

    df = np.count_nonzero(tf, axis=0)
    # ln(D / df) = -ln(df / D)
    idf = 1 - np.log(df / len(docs))
    return tf * idf[np.newaxis, :], vocab

# %% q3
import heapq


def solve_analogy(E, a, b, d, n=1):
    def vector(word):
        return np.asarray(E[word], dtype="float64")

    def direction(v):
        return v / np.sqrt(v @ v)

    goal = direction(vector(a) - vector(b) + vector(d))
    distances = {word: 1 - direction(vector(word)) @ goal for word in E if word not in {a, b, d}}
    return heapq.nsmallest(n, distances, key=distances.get)

# %% q4
class EmbeddingFromOHE(keras.layers.Layer):
    def __init__(self, vocab_size, n_e, **kwargs):
        super().__init__(**kwargs)
        self.vocab_size = vocab_size
        self.n_e = n_e

    def build(self, input_shape):
        self.table = self.add_weight(
            name="E",
            shape=(self.vocab_size, self.n_e),
            initializer=keras.initializers.RandomNormal(stddev=0.05),
        )

    def call(self, ids):
        # one-hot: compare each id with 0 ... |V| - 1
        words = keras.ops.arange(self.vocab_size, dtype="int32")
        ohe = keras.ops.equal(keras.ops.expand_dims(keras.ops.cast(ids, "int32"), -1), words)
        return keras.ops.dot(keras.ops.cast(ohe, "float32"), self.table)

# %% q5
def build_ngram_classifier(vocab_size, T, kernel_size):
    words = keras.Input(shape=(T,), dtype="int32", name="words")
    vectors = keras.layers.Embedding(vocab_size, 24, name="embedding")(words)

    if kernel_size >= 1:
        # "same": also the n-grams that reach over the edge
        hits = keras.layers.Conv1D(48, kernel_size, padding="same", name="n_grams")(vectors)
        text = keras.layers.GlobalMaxPooling1D()(keras.layers.ReLU()(hits))
    else:
        # mean over the real words: a product with 1 / (number of words) at words and 0 at padding
        real = keras.ops.cast(words > 0, "float32")
        share = real / keras.ops.sum(real, axis=1, keepdims=True)
        text = keras.layers.Dot(axes=1)([share, vectors])

    text = keras.layers.Dense(24, activation="tanh")(text)
    return keras.Model(inputs=words, outputs=keras.layers.Dense(1, name="logit")(text))
