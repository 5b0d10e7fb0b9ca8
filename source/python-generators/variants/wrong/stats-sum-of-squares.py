# mistake: the mean of the squares less the square of the mean
# fails: q3_digits
# %% q3
class RunningStats:
    def __init__(self):
        self.n, self.a, self.b = 0, 0.0, 0.0

    def update(self, x):
        x = np.array(x, dtype=float)
        self.n += 1
        self.a = self.a + x
        self.b = self.b + x * x

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
