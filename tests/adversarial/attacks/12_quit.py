# class: 12
# attack: leaves by quit() at the top of an answer
# want: V1 V2
# outcome: the process ends, and no later test is reached
# expect: q2_hidden=not_reached q3_hidden=not_reached
# %% q2
quit()
import os
os._exit(0)
