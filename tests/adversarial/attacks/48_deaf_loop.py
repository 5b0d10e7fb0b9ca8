# class: 48
# attack: a loop that ignores signals and exceptions
# want: V2
# outcome: killed from outside: timeout
# expect: q3_hidden=timeout
# %% q3
import signal
def triple(x):
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
