# class: 10 56 57 59
# attack: overwrites interpreter, packages, start-up files, released data and the loader's settings
# want: V1
# outcome: the root file system is read-only, and what it may write is gone with it (see 56)
# runner: sandbox
# expect: q1_visible=failed q1_hidden=failed
# %% first
import os, site, sys
targets = [sys.executable, os.__file__, os.path.join(site.getsitepackages()[0], "sitecustomize.py"),
           "/etc/ld.so.preload", "/usr/bin/python3", os.path.join(site.getsitepackages()[0], "zz.pth"), "/opt/x", "/run/x"]
written = []
for target in targets:
    try:
        open(target, "a").close()
        written.append(target)
    except OSError:
        pass
print("WRITTEN", written)
assert not written
for name in (".bashrc", ".profile", "usercustomize.py", ".ipython/profile_default/startup/00.py"):
    path = os.path.join(os.path.expanduser("~"), name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    open(path, "w").write("print('persisted-marker')\n")
open("/tmp/persisted-marker", "w").close()
open("/dev/shm/persisted-marker", "w").close()
os.environ["LD_PRELOAD"] = "/tmp/evil.so"
open("notes.txt", "w").write("poisoned")
# %% q1
def double(x):
    return 0 * x
