# class: 39 47
# attack: one line of 150 MB
# want: V2
# outcome: output_limit
# expect: q1_visible=not_reached q1_hidden=not_reached q2_hidden=not_reached q3_hidden=not_reached
# %% first
print("x" * 150_000_000)
import time
time.sleep(4)
