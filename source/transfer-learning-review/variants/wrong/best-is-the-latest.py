# mistake: takes the latest of equal cuts
# fails: q4_choice
# %% q4
def best_prefix(train_at, names, train, val):
    accuracies, best, highest = {}, None, -1.0
    for name in names:
        guesses = np.asarray(train_at(name, *train)(val[0])) > 0.5
        accuracies[name] = float(np.mean(guesses == (np.asarray(val[1]) > 0.5)))
        if accuracies[name] >= highest:
            best, highest = name, accuracies[name]
    return best, accuracies
