# student: Ingrid, careful, other route: itertools throughout, named tuples, Chan's formula, a class with a generator as __iter__; all right
# score: 20
# %% q1
def batches(iterable, batch_size, drop_remainder=False):
    if batch_size < 1:
        raise ValueError(f"batch_size must be at least 1, got {batch_size}")
    iterator = iter(iterable)
    full = itertools.takewhile(bool, (list(itertools.islice(iterator, batch_size)) for _ in itertools.repeat(None)))
    if drop_remainder:
        return (batch for batch in full if len(batch) == batch_size)
    return full


assert list(batches(range(3), 2)) == [[0, 1], [2]]

# %% q2
def windows(iterable, size, step=1):
    if min(size, step) < 1:
        raise ValueError("size and step must be positive")
    buffer = collections.deque(maxlen=size)
    for position, element in enumerate(iterable):
        buffer.append(element)
        start = position - size + 1
        if start >= 0 and start % step == 0:
            yield tuple(buffer)

# %% q3
Part = collections.namedtuple("Part", "n mean squares")


def combine(a, b):
    """Statistics of the values of both parts."""
    if a.n == 0 or b.n == 0:
        return a if b.n == 0 else b
    n = a.n + b.n
    delta = b.mean - a.mean
    return Part(n, a.mean + delta * b.n / n, a.squares + b.squares + delta**2 * a.n * b.n / n)


class RunningStats:
    def __init__(self):
        self.part = Part(0, None, None)

    def update(self, x):
        x = np.array(x, dtype=float)  # a copy: the caller may overwrite his array
        self.part = combine(self.part, Part(1, x, np.zeros_like(x)))

    def merge(self, other):
        self.part = combine(self.part, other.part)

    def mean(self):
        if self.part.n == 0:
            raise ValueError("mean of no values")
        return self.part.mean

    def var(self, ddof=0):
        if self.part.n <= ddof:
            raise ValueError("variance of too few values")
        return self.part.squares / (self.part.n - ddof)

# %% q4
class Pipeline:
    def __init__(self, source_factory, stages):
        self.source_factory = source_factory
        self.stages = stages

    def __iter__(self):
        stream = iter(self.source_factory())
        for stage in self.stages:
            stream = stage(stream)
        yield from stream


def pipeline(source_factory, *stages):
    return Pipeline(source_factory, stages)

# %% q5
def sum_of_squares(n):
    return sum(map(int.__mul__, range(n + 1), range(n + 1)))

# %% q6
def fit_stream(make_stream, n_features, steps, lr):
    w = np.zeros(n_features)
    stream = itertools.chain.from_iterable(make_stream() for _ in itertools.repeat(None))
    for _ in range(steps):
        x, y = next(stream)
        gradient = np.einsum("bi,b->i", x, x @ w - y) * 2 / len(x)
        w = w - lr * gradient
    return w
