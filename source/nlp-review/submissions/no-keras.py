# student: good at Python and proud of doing without NumPy, has not got as far as the networks
# score: 13
# %% q1a
from itertools import chain, pairwise
from operator import itemgetter


def fused(symbols, pair):
    i = 0
    while i < len(symbols):
        width = 2 if tuple(symbols[i : i + 2]) == pair else 1
        yield "".join(symbols[i : i + width])
        i += width


def learn_bpe(corpus, n_merges):
    spelling = {word: [*word, "</w>"] for word in corpus}
    merges = []
    for _ in range(n_merges):
        # a word that occurs k times shows its pairs k times
        tally = Counter(chain.from_iterable(list(pairwise(spelling[w])) * k for w, k in corpus.items()))
        # sorted() is stable: first by pair, then by count, so ties stay in the order of the tuples
        ranking = sorted(sorted(tally.items()), key=itemgetter(1), reverse=True)
        if not ranking or ranking[0][1] == 1:
            return merges
        pair, _count = ranking[0]
        merges += [pair]
        spelling = {word: list(fused(symbols, pair)) for word, symbols in spelling.items()}
    return merges

# %% q1b
def apply_bpe(word, merges):
    symbols = [*word, "</w>"]
    for pair in map(tuple, merges):
        symbols = list(fused(symbols, pair))
    return symbols

assert apply_bpe("dogs", [("d", "o"), ("do", "g"), ("s", "</w>")]) == ["dog", "s</w>"]

# %% q2
import math


def tf_idf(docs):
    df = Counter(chain.from_iterable(map(set, docs)))
    vocab = sorted(df)
    idf = {word: math.log(len(docs) / df[word]) + 1 for word in vocab}
    # Counter gives 0 for words that the document does not have
    rows = [[tf[word] * idf[word] for word in vocab] for tf in map(Counter, docs)]
    return np.array(rows, dtype=float), vocab

# %% q3
def dot(u, v):
    return sum(x * y for x, y in zip(u, v))


def cosine(u, v):
    return dot(u, v) / math.sqrt(dot(u, u) * dot(v, v))


def solve_analogy(E, a, b, d, n=1):
    vectors = {word: [float(x) for x in vector] for word, vector in E.items()}
    target = [p - q + r for p, q, r in zip(vectors[a], vectors[b], vectors[d])]
    candidates = (word for word in vectors if word not in (a, b, d))
    return sorted(candidates, key=lambda word: cosine(vectors[word], target), reverse=True)[:n]
