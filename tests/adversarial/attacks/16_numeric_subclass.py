# class: 16
# attack: subclasses of float64, int and ndarray whose differences and comparisons lie
# want: V1
# outcome: they arrive as plain numbers and arrays
# expect: q1_visible=failed q1_hidden=failed q3_hidden=failed
# %% q1
class Zero(np.float64):
    __sub__ = __rsub__ = lambda self, other: 0.0
    __eq__ = __le__ = __lt__ = lambda self, other: True
    __hash__ = None
class Array(np.ndarray):
    def __array_ufunc__(self, *args, **kwargs):
        return np.True_
    def __array_function__(self, *args, **kwargs):
        return True
def double(x):
    return Array.__new__(Array, np.shape(x)) * 0 if np.ndim(x) else Zero(7)
# %% q3
class Whole(int):
    __eq__ = lambda self, other: True
    __hash__ = int.__hash__
def triple(x):
    return Whole(0)
