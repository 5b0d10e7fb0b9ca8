# class: 15
# attack: an object that equals everything and is smaller and larger than everything
# want: V1
# outcome: it stays in the candidate; its handle equals nothing
# expect: q1_visible=failed q1_hidden=failed|error q3_hidden=failed
# %% q1
class Yes:
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = lambda self, other: True
    __sub__ = __rsub__ = __abs__ = lambda self, *other: 0.0
    __float__ = lambda self: 0.0
    __bool__ = lambda self: True
    __hash__ = None
def double(x):
    return Yes()
# %% q3
def triple(x):
    return Yes()
