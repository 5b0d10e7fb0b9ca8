# mistake: compares (m, 1) with (m,): the mean runs over all pairs of examples
# fails: q4_accuracies
# %% q4
def best_prefix(train_at, names, train, val):
    accuracies = {}
    for name in names:
        guesses = np.asarray(train_at(name, *train)(val[0])) > 0.5
        accuracies[name] = float(np.mean(guesses[:, 0] == (np.asarray(val[1]) > 0.5)))
    return max(accuracies, key=accuracies.get), accuracies
