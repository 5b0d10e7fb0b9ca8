# mistake: both factors with the new mean
# fails: q3_example q3_values q3_digits q3_merge q3_memory
# %% q3
class RunningStats:
    def __init__(self):
        self.n, self.m, self.s = 0, 0.0, 0.0

    def update(self, x):
        x = np.array(x, dtype=float)
        self.n += 1
        self.m = self.m + (x - self.m) / self.n
        self.s = self.s + (x - self.m) ** 2

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
