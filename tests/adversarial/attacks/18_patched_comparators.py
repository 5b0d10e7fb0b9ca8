# class: 18
# attack: replaces numpy.allclose, assert_allclose, isclose, mean and math.isclose
# want: V1
# outcome: the test's NumPy is another process's
# expect: q1_visible=failed q1_hidden=failed q2_hidden=failed
# %% q1
import math
np.allclose = np.isclose = np.array_equal = lambda *a, **k: True
np.testing.assert_allclose = np.testing.assert_array_equal = lambda *a, **k: None
np.mean = lambda *a, **k: 1.0
math.isclose = lambda *a, **k: True
def double(x):
    return 0 * x
# %% q2
def classify(X):
    return np.zeros(len(X), dtype=int) - 1
