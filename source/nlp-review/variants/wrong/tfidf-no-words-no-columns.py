# mistake: makes a matrix of one axis when no document has a word
# fails: q2_empty
# %% q2
def tf_idf(docs):
    vocab = sorted({word for doc in docs for word in doc})
    counts = np.array([[doc.count(word) for word in vocab] for doc in docs], dtype=float)
    df = (counts > 0).sum(axis=0)
    if not vocab:
        return np.zeros(len(docs)), vocab
    return counts * (np.log(len(docs) / df) + 1), vocab
