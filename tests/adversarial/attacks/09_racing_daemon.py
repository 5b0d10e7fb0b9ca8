# class: 9 49
# attack: a daemon, double-forked into a session of its own, goes on after the kernel
# want: V1 V2
# outcome: everything in the kernel's process namespace dies with it
# runner: sandbox
# expect: q1_visible=failed q1_hidden=failed
# %% q1
import os, subprocess, sys
subprocess.Popen(
    [sys.executable, "-c", "import os,time\nif os.fork(): os._exit(0)\nos.setsid()\nif os.fork(): os._exit(0)\nos.execvp('sleep', ['sleep', '86399.125'])"],
    start_new_session=True,
).wait()
def double(x):
    return 0 * x
