# route: plain generator functions with loops; Welford's formulas
# %% q1
def batches(iterable, batch_size, drop_remainder=False):
    if batch_size < 1:
        raise ValueError(batch_size)
    batch = []
    for item in iterable:
        batch.append(item)
        if len(batch) == batch_size:
            yield batch
            batch = []
    if batch and not drop_remainder:
        yield batch

# %% q2
def windows(iterable, size, step=1):
    if size < 1 or step < 1:
        raise ValueError((size, step))
    buffer = []
    skip = 0
    for item in iterable:
        if skip:
            skip -= 1
            continue
        buffer.append(item)
        if len(buffer) == size:
            window = tuple(buffer)
            yield window
            skip = max(0, step - size)
            del buffer[:step]

# %% q3
class RunningStats:
    def __init__(self):
        self.n, self.m, self.s = 0, 0.0, 0.0

    def update(self, x):
        x = np.array(x, dtype=float)
        self.n += 1
        d = x - self.m
        self.m = self.m + d / self.n
        self.s = self.s + d * (x - self.m)

    def merge(self, other):
        if other.n == 0:
            return
        n = self.n + other.n
        d = other.m - self.m
        self.s = self.s + other.s + d * d * self.n * other.n / n
        self.m = self.m + d * other.n / n
        self.n = n

    def mean(self):
        if not self.n:
            raise ValueError
        return self.m

    def var(self, ddof=0):
        if self.n <= ddof:
            raise ValueError
        return self.s / (self.n - ddof)

# %% q4
class _Again:
    def __init__(self, factory, stages):
        self.factory, self.stages = factory, stages

    def __iter__(self):
        data = iter(self.factory())
        for stage in self.stages:
            data = stage(data)
        yield from data


def pipeline(source_factory, *stages):
    return _Again(source_factory, stages)

# %% q5
def sum_of_squares(n):
    total = 0
    while n > 0:
        total += n**2
        n -= 1
    return total

# %% q6
def fit_stream(make_stream, n_features, steps, lr):
    w = np.zeros(n_features)
    done = 0
    while done < steps:
        for x, y in make_stream():
            w -= lr * 2 * np.mean((x @ w - y)[:, None] * x, axis=0)
            done += 1
            if done == steps:
                break
    return w
