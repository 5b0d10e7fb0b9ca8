# class: 50
# attack: sleeps for years in an answer
# want: V2
# outcome: interrupted at the time limit; the rest is graded
# expect: q2_hidden=timeout
# %% q2
import time
time.sleep(10**9)
