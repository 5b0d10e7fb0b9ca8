# class: 67 15
# attack: returns an object whose array, length and items are others at every question
# want: V1
# outcome: an object answers once until the test acts again; a length has to be that of the items
# expect: q1_visible=failed q1_hidden=failed|error
# %% q1
import itertools
class Shifting:
    calls = itertools.count()
    def __init__(self, x):
        self.shape = np.shape(x)
    def __array__(self, dtype=None, copy=None):
        return np.full(self.shape, [0.0, 0.0, np.nan][next(Shifting.calls) % 3])
    def __float__(self):
        return [0.0, np.nan][next(Shifting.calls) % 2]
    def __len__(self):
        return int(np.prod(self.shape))
    def __iter__(self):
        return iter(())
def double(x):
    return Shifting(x)
