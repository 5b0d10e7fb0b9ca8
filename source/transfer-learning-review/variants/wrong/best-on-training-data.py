# mistake: compares the cuts on the training examples
# fails: q4_accuracies
# %% q4
def best_prefix(train_at, names, train, val):
    accuracies = {}
    for name in names:
        guesses = np.asarray(train_at(name, *train)(train[0])) > 0.5
        accuracies[name] = float(np.mean(guesses == (np.asarray(train[1]) > 0.5)))
    return max(accuracies, key=accuracies.get), accuracies
