# class: 55
# attack: sleeps as long as the secret that it was given says
# want: V3
# outcome: the student's page shows no time, memory or exit code
# %% q1
import time
def double(x):
    time.sleep(0.01)
    return 2 * x
