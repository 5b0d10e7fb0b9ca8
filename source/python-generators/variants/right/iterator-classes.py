# route: classes with __iter__ and __next__; Chan's formulas; functools.reduce; the closed formula
# %% q1
class batches:
    def __init__(self, iterable, batch_size, drop_remainder=False):
        if not batch_size >= 1:
            raise ValueError("batch_size")
        self.source, self.size, self.drop = iterable, batch_size, drop_remainder
        self.iterator = None

    def __iter__(self):
        return self

    def __next__(self):
        if self.iterator is None:
            self.iterator = iter(self.source)
        batch = []
        while len(batch) < self.size:
            try:
                batch.append(next(self.iterator))
            except StopIteration:
                break
        if not batch or (self.drop and len(batch) < self.size):
            raise StopIteration
        return batch

# %% q2
class windows:
    def __init__(self, iterable, size, step=1):
        if size < 1 or step < 1:
            raise ValueError("size and step")
        self.iterator, self.size, self.step, self.items = iter(iterable), size, step, None

    def __iter__(self):
        return self

    def __next__(self):
        if self.items is None:
            self.items = [next(self.iterator) for _ in range(0)]
        else:
            gap = self.step - len(self.items)
            self.items = self.items[self.step :]
            for _ in range(gap):
                next(self.iterator)
        while len(self.items) < self.size:
            self.items.append(next(self.iterator))
        return tuple(self.items)

# %% q3
class RunningStats:
    def __init__(self):
        self.parts = (0, 0.0, 0.0)

    @staticmethod
    def _join(a, b):
        (na, ma, sa), (nb, mb, sb) = a, b
        n = na + nb
        if n == 0:
            return a
        m = ma + (mb - ma) * (nb / n)
        if na == 0:
            return b
        if nb == 0:
            return a
        return n, m, sa + na * (ma - m) ** 2 + sb + nb * (mb - m) ** 2

    def update(self, x):
        value = np.array(x, dtype=np.float64, copy=True)
        self.parts = self._join(self.parts, (1, value, np.zeros_like(value)))

    def merge(self, other):
        self.parts = self._join(self.parts, other.parts)

    def mean(self):
        if self.parts[0] < 1:
            raise ValueError("no values")
        return self.parts[1]

    def var(self, ddof=0):
        n, _, squares = self.parts
        if n - ddof <= 0:
            raise ValueError("too few values")
        return np.asarray(squares) / (n - ddof)

# %% q4
def pipeline(source_factory, *stages):
    from functools import reduce

    class Stream(collections.abc.Iterable):
        def __iter__(self):
            return iter(reduce(lambda data, stage: stage(data), stages, iter(source_factory())))

    return Stream()

# %% q5
def sum_of_squares(n):
    return n * (n + 1) * (2 * n + 1) // 6

# %% q6
def fit_stream(make_stream, n_features, steps, lr):
    def epochs():
        while True:
            for pair in make_stream():
                yield pair

    w = np.zeros((n_features, 1))
    if steps:
        for number, (x, y) in enumerate(epochs(), start=1):
            error = x @ w - np.reshape(y, (-1, 1))
            w = w - lr * 2.0 * x.T @ error / x.shape[0]
            if number >= steps:
                break
    return w.ravel()
