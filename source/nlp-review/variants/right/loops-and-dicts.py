# route: tf-idf with Counter and dictionaries; the analogy by an argsort of normalised vectors
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
