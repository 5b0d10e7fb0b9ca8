# class: 42
# attack: starts 100,000 threads
# want: V2
# outcome: too_many_processes
# runner: sandbox
# expect: q3_hidden=too_many_processes
# %% q3
import threading, time
def triple(x):
    for _ in range(100_000):
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
