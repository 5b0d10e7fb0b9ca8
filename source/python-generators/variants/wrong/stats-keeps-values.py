# mistake: keeps all values
# fails: q3_memory
# %% q3
class RunningStats:
    def __init__(self):
        self.values = []

    def update(self, x):
        self.values.append(np.array(x, dtype=float))

    def merge(self, other):
        self.values += other.values

    def mean(self):
        if not self.values:
            raise ValueError
        return np.mean(self.values, axis=0)

    def var(self, ddof=0):
        if len(self.values) <= ddof:
            raise ValueError
        return np.var(self.values, axis=0, ddof=ddof)
