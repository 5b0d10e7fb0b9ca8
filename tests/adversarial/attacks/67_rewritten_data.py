# class: 67
# attack: a thread changes the returned array while it is examined
# want: V1
# outcome: one answer is one copy, taken before it is judged
# expect: q1_visible=passed|failed q1_hidden=failed q2_hidden=failed|passed
# %% q1
import threading, time
shared = np.zeros(5)
def flicker():
    while True:
        shared[:] = np.random.default_rng().normal(size=5)
threading.Thread(target=flicker, daemon=True).start()
def double(x):
    return shared if np.ndim(x) else 2 * x
