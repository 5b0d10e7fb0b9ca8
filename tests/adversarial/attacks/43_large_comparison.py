# class: 43
# attack: returns a column of 60 million numbers, of which a comparison with a row makes one of many gigabytes
# want: V2
# outcome: an error of the student: memory of the examiner is bounded for each test, and the next one is asked
# expect: q2_hidden=failed|error
# %% q2
def classify(X):
    return np.zeros((60_000_000, 1), dtype="int8")
