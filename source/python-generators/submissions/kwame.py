# student: Kwame, tries things in the cells: next of an exhausted generator at the top level, a module that is not there, recursion for a million, an index into a stream
# score: 5
# %% q1
def batches(iterable, batch_size, drop_remainder=False):
    it = iter(iterable)
    while True:
        batch = []
        for _ in range(batch_size):
            batch.append(next(it))
        yield batch

print(list(batches("abcde", 2)))

# %% q2
from more_itertools import windowed

def windows(iterable, size, step=1):
    return windowed(iterable, size, step=step)

# %% q3
class RunningStats:
    values = []

    def update(self, x):
        self.values.append(x)

    def mean(self):
        return np.mean(self.values, axis=0)

    def var(self, ddof=0):
        return np.var(self.values, axis=0, ddof=ddof)

# %% q4
def pipeline(source_factory, *stages):
    class Again:
        def __iter__(self):
            data = iter(source_factory())
            for stage in stages:
                data = stage(data)
            return data
    return Again()

empty = iter([])
next(empty)

# %% q5
def sum_of_squares(n):
    return 0 if n == 0 else n * n + sum_of_squares(n - 1)

# %% q6
def fit_stream(make_stream, n_features, steps, lr):
    w = np.zeros(n_features)
    for step in range(steps):
        x, y = make_stream()[step]
        w = w - lr * x.T @ (x @ w - y) / len(y)
    return w

print(fit_stream(linear_stream(np.ones(2)), 2, 3, 0.1))
