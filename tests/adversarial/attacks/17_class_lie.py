# class: 17
# attack: __class__ and a metaclass that claim to be int and ndarray
# want: V1
# outcome: the real bases are read with type.mro; the student's classes do not count
# expect: q1_visible=failed|error q1_hidden=failed|error q2_hidden=failed|error
# %% q1
class Meta(type):
    __instancecheck__ = __subclasscheck__ = lambda cls, other: True
    def mro(cls):
        return [cls, object]
class Claims(metaclass=Meta):
    __class__ = property(lambda self: np.ndarray)
    __array_interface__ = property(lambda self: {"data": (0, False), "shape": (5,), "typestr": "<f8", "version": 3})
    __eq__ = lambda self, other: True
def double(x):
    return Claims()
# %% q2
class Fake:
    __class__ = property(lambda self: np.ndarray)
    dtype = np.dtype(int)
    def __array__(self, *args, **kwargs):
        return np.array([None] * 200)
def classify(X):
    return Fake()
