# mistake: trains on the validation examples
# fails: q4_training
# %% q4
def best_prefix(train_at, names, train, val):
    accuracies = {}
    for name in names:
        X, y = np.concatenate([train[0], val[0]]), np.concatenate([train[1], val[1]])
        guesses = np.asarray(train_at(name, X, y)(val[0])) > 0.5
        accuracies[name] = float(np.mean(guesses == (np.asarray(val[1]) > 0.5)))
    return max(accuracies, key=accuracies.get), accuracies
