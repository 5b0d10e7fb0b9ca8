# mistake: divides the counts by the length of the document
# fails: q2_values q2_everywhere q2_order
# %% q2
def tf_idf(docs):
    vocab = sorted({word for doc in docs for word in doc})
    counts = np.array([[doc.count(word) for word in vocab] for doc in docs], dtype=float).reshape(len(docs), len(vocab))
    df = (counts > 0).sum(axis=0)
    counts = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return counts * (np.log(len(docs) / df) + 1), vocab
