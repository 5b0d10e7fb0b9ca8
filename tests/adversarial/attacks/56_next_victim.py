# class: 56 57
# attack: looks for what 10_replace_the_grader left
# want: V1
# outcome: every kernel has its own files, from a clean start
# runner: sandbox
# sees: canary-released-64f0
# %% first
import os
here = os.path.expanduser("~")
left = [p for p in ("/tmp/persisted-marker", "/dev/shm/persisted-marker", f"{here}/.bashrc", f"{here}/usercustomize.py") if os.path.exists(p)]
print(open("notes.txt").read(), left)
# %% q1
assert not left and "poisoned" not in open("notes.txt").read()
def double(x):
    return 2 * x
