# route: train_on_batch of a Keras model; itertools.batched by hand; the mean shifted by the first value
# %% q1
def batches(iterable, batch_size, drop_remainder=False):
    if batch_size < 1:
        raise ValueError("batch_size has to be positive")

    def generate():
        iterator = iter(iterable)
        while True:
            batch = []
            for item in iterator:
                batch.append(item)
                if len(batch) == batch_size:
                    break
            if len(batch) == batch_size or (batch and not drop_remainder):
                yield batch
            if len(batch) < batch_size:
                return

    return generate()

# %% q2
def windows(iterable, size, step=1):
    if size < 1:
        raise ValueError("size")
    if step < 1:
        raise ValueError("step")
    iterator = iter(iterable)
    buffer = collections.deque(itertools.islice(iterator, size), maxlen=size)
    while len(buffer) == size:
        yield tuple(buffer)
        for _ in range(step):
            try:
                buffer.append(next(iterator))
            except StopIteration:
                return

# %% q3
class RunningStats:
    def __init__(self):
        self.n, self.k, self.a, self.b = 0, 0.0, 0.0, 0.0

    def update(self, x):
        x = np.asarray(x, dtype=float)
        if self.n == 0:
            self.k = x.copy()
        d = x - self.k  # sums of differences from the first value keep their digits
        self.n += 1
        self.a = self.a + d
        self.b = self.b + d * d

    def merge(self, other):
        if other.n == 0:
            return
        if self.n == 0:
            self.n, self.k, self.a, self.b = other.n, other.k, other.a, other.b
            return
        d = other.k - self.k
        self.b = self.b + other.b + 2 * d * other.a + other.n * d * d
        self.a = self.a + other.a + other.n * d
        self.n += other.n

    def mean(self):
        if self.n == 0:
            raise ValueError
        return self.k + self.a / self.n

    def var(self, ddof=0):
        if self.n <= ddof:
            raise ValueError
        return (self.b - self.a**2 / self.n) / (self.n - ddof)

# %% q4
def pipeline(source_factory, *stages):
    class Data:
        def __iter__(self):
            def start():
                yield from source_factory()

            iterator = start()
            for stage in stages:
                iterator = stage(iterator)
            for element in iterator:
                yield element

    return Data()

# %% q5
def sum_of_squares(n):
    return int(sum(map(lambda i: i * i, range(n + 1))))

# %% q6
def fit_stream(make_stream, n_features, steps, lr):
    model = keras.Sequential([keras.Input((n_features,)), keras.layers.Dense(1, use_bias=False, kernel_initializer="zeros")])
    model.compile(optimizer=keras.optimizers.SGD(learning_rate=lr), loss="mse", run_eagerly=True)
    stream = iter(())
    for _ in range(steps):
        try:
            x, y = next(stream)
        except StopIteration:
            stream = iter(make_stream())
            x, y = next(stream)
        model.train_on_batch(x, np.reshape(y, (-1, 1)))
    return model.get_weights()[0][:, 0]
