# mistake: leaves out empty documents
# fails: q2_empty
# %% q2
def tf_idf(docs):
    docs = [doc for doc in docs if doc]
    vocab = sorted({word for doc in docs for word in doc})
    counts = np.array([[doc.count(word) for word in vocab] for doc in docs], dtype=float).reshape(len(docs), len(vocab))
    df = (counts > 0).sum(axis=0)
    return counts * (np.log(len(docs) / df) + 1), vocab
