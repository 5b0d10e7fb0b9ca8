# mistake: takes all occurrences for the document frequency
# fails: q2_values q2_everywhere
# %% q2
def tf_idf(docs):
    vocab = sorted({word for doc in docs for word in doc})
    counts = np.array([[doc.count(word) for word in vocab] for doc in docs], dtype=float).reshape(len(docs), len(vocab))
    df = counts.sum(axis=0)
    return counts * (np.log(len(docs) / df) + 1), vocab
