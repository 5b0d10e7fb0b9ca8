# mistake: mean and variance of nothing are 0
# fails: q3_errors
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
        return self.m

    def var(self, ddof=0):
        return self.s / max(self.n - ddof, 1)
