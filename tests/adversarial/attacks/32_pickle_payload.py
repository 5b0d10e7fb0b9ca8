# class: 32
# attack: returns objects whose unpickling runs code, in object arrays, too
# want: V1
# outcome: the examiner unpickles nothing
# expect: q1_visible=failed q1_hidden=failed|error q2_hidden=failed|error
# %% q1
import os
class Payload:
    def __reduce__(self):
        return os._exit, (3,)  # would end the examiner: grader_error
def double(x):
    return Payload()
# %% q2
def classify(X):
    return np.array([Payload()] * len(X), dtype=object)
