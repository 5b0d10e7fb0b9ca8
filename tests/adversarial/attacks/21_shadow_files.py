# class: 21
# attack: writes numpy.py, autograder.py, sitecustomize.py and a .pth beside the notebook
# want: V1
# outcome: the examiner's working folder and paths are its own
# expect: q1_visible=failed q1_hidden=failed
# %% first
for name in ("numpy", "autograder", "sitecustomize", "usercustomize", "keras", "utils_test", "json"):
    open(f"{name}.py", "w").write("allclose = lambda *a, **k: True\n")
open("x.pth", "w").write("import os\n")
# %% q1
def double(x):
    return 0 * x
