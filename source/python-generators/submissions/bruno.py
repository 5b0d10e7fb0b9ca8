# student: Bruno, questions 1 and 2 in the evening before, began question 3: mean and variance of one object, no merge
# score: 9
# %% q1
def batches(iterable, batch_size, drop_remainder=False):
    if batch_size < 1:
        raise ValueError(batch_size)
    batch = []
    for x in iterable:
        batch.append(x)
        if len(batch) == batch_size:
            yield batch
            batch = []
    if len(batch) > 0 and not drop_remainder:
        yield batch

# %% q2
def windows(iterable, size, step=1):
    if size < 1 or step < 1:
        raise ValueError()
    buf = []
    skip = 0
    for x in iterable:
        if skip > 0:
            skip -= 1
            continue
        buf.append(x)
        if len(buf) == size:
            yield tuple(buf)
            if step > size:
                skip = step - size
            buf = buf[step:]

# %% q3
class RunningStats:
    def __init__(self):
        self.n = 0
        self.m = 0
        self.s = 0

    def update(self, x):
        self.n += 1
        old = self.m
        self.m = self.m + (x - self.m) / self.n
        self.s = self.s + (x - old) * (x - self.m)

    def mean(self):
        return self.m

    def var(self, ddof=0):
        return self.s / (self.n - ddof)

    def merge(self, other):
        # YOUR CODE HERE
        raise NotImplementedError()
