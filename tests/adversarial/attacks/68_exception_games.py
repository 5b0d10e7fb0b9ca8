# class: 68
# attack: raises SkipTest, its own AssertionError and StopIteration in place of results
# want: V1
# outcome: an exception is no pass
# expect: q1_visible=error q1_hidden=error q2_hidden=error q3_hidden=error
# %% q1
import unittest
def double(x):
    raise unittest.SkipTest("skipped, not failed")
# %% q2
class AssertionError(Exception):
    pass
def classify(X):
    raise AssertionError("not the built-in")
# %% q3
def triple(x):
    raise StopIteration
