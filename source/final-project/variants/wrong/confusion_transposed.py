# mistake: rows of the confusion matrix are predictions
# fails: p7_example p7_measures
# %% p7a
def evaluate(y, yhat):
    """Accuracy, macro-F1, F1 per class, and confusion counts (true label by predicted label)."""
    confusion = np.zeros((3, 3), dtype=int)
    np.add.at(confusion, (np.asarray(yhat), np.asarray(y)), 1)
    hits = np.diag(confusion)
    total = confusion.sum(axis=0) + confusion.sum(axis=1)
    f1 = np.where(total > 0, 2 * hits / np.maximum(total, 1), 0.0)
    return {
        "accuracy": float(hits.sum() / confusion.sum()),
        "macro_f1": float(f1.mean()),
        "per_class_f1": [float(value) for value in f1],
        "confusion": confusion.tolist(),
    }
