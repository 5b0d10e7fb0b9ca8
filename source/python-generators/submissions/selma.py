# student: Selma, fluent and careless: peeks at the next element, sums of squares, a generator as pipeline, a list inside of sum, one epoch only
# score: 11
# %% q1
def batches(iterable, batch_size, drop_remainder=False):
    if batch_size < 1:
        raise ValueError(batch_size)
    batch = []
    for item in iterable:
        if len(batch) == batch_size:
            yield batch
            batch = []
        batch.append(item)
    if batch and (len(batch) == batch_size or not drop_remainder):
        yield batch

# %% q2
def windows(iterable, size, step=1):
    assert size >= 1 and step >= 1
    window, n = collections.deque(maxlen=size), 0
    for item in iterable:
        window.append(item)
        n += 1
        if n >= size and (n - size) % step == 0:
            yield tuple(window)

# %% q3
class RunningStats:
    def __init__(self):
        self.n, self.a, self.b = 0, 0.0, 0.0

    def update(self, x):
        self.n += 1
        self.a = self.a + np.asarray(x)
        self.b = self.b + np.asarray(x) ** 2

    def merge(self, other):
        self.n += other.n
        self.a = self.a + other.a
        self.b = self.b + other.b

    def mean(self):
        if not self.n:
            raise ValueError
        return self.a / self.n

    def var(self, ddof=0):
        if self.n <= ddof:
            raise ValueError
        return (self.b - self.a**2 / self.n) / (self.n - ddof)

# %% q4
def pipeline(source_factory, *stages):
    data = source_factory()
    for stage in stages:
        data = stage(data)
    return data

# %% q5
def sum_of_squares(n):
    return sum([i * i for i in range(n + 1)])

# %% q6
def fit_stream(make_stream, n_features, steps, lr):
    w = np.zeros(n_features)
    for step, (x, y) in enumerate(make_stream()):
        if step >= steps:
            break
        w -= lr * 2 * x.T @ (x @ w - y) / len(y)
    return w
