# class: 28
# attack: answers with the label of the nearest training row
# want: V1
# outcome: earns what its accuracy on fresh rows is worth, here a part of the points
# expect: q2_hidden=passed|failed
# below: q2_hidden
# %% q2
def classify(X):
    distances = ((X[:, None, :] - X_train[None, :3]) ** 2).sum(axis=2)
    return y_train[:3][distances.argmin(axis=1)]
