# mistake: merge ignores the difference of the means
# fails: q3_example q3_merge
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
        n = self.n + other.n
        if n:
            self.m = (self.n * self.m + other.n * other.m) / n
        self.s = self.s + other.s
        self.n = n

    def mean(self):
        if not self.n:
            raise ValueError
        return self.m

    def var(self, ddof=0):
        if self.n <= ddof:
            raise ValueError
        return self.s / (self.n - ddof)
