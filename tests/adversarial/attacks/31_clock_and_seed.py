# class: 31
# attack: stops the clock and makes every generator return what it knows
# want: V1
# outcome: clock and generators of tests are the examiner's
# expect: q1_visible=failed q1_hidden=failed q2_hidden=failed
# %% q1
import random, time
time.time = time.perf_counter = time.monotonic = lambda: 0.0
np.random.seed = random.seed = lambda *a, **k: None
np.random.default_rng = lambda *a, **k: None
def double(x):
    return 0 * x
# %% q2
def classify(X):
    return np.full(len(X), -1)
