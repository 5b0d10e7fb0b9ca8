# class: 48 50
# attack: an answer that hangs in C code with SIGINT blocked
# want: V2
# outcome: killed from outside; what comes after is not reached
# expect: q2_hidden=not_reached q3_hidden=not_reached
# %% q2
import signal, threading
signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))
sum(range(10**12))
