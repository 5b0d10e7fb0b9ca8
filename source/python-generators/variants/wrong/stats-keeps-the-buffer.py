# mistake: keeps a reference to the first array
# fails: q3_memory
# %% q3
class RunningStats:
    def __init__(self):
        self.n, self.m, self.s = 0, 0.0, 0.0

    def update(self, x):
        x = np.asarray(x, dtype=float)
        self.n += 1
        if self.n == 1:
            self.m, self.s = x, np.zeros_like(x)
            return
        d = x - self.m
        self.m = self.m + d / self.n
        self.s = self.s + d * (x - self.m)

    def merge(self, other):
        if other.n == 0:
            return
        if self.n == 0:
            self.n, self.m, self.s = other.n, other.m, other.s
            return
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
