# class: 5
# attack: reads command lines, environments, open files and mounts of other processes in /proc
# want: V3
# outcome: it sees its own process only
# runner: sandbox
# %% first
import os
others = [name for name in os.listdir("/proc") if name.isdigit() and name not in (str(os.getpid()), "1")]
print("others:", others)
for name in ["1", "self", *others]:
    for part in ("cmdline", "environ", "mountinfo", "maps", "fd"):
        path = f"/proc/{name}/{part}"
        try:
            data = open(path, "rb").read() if part != "fd" else str([os.readlink(f"{path}/{n}") for n in os.listdir(path)]).encode()
            if b"canary" + b"-" in data:
                print("FOUND", path, data)
        except OSError as error:
            pass
assert not others, others
# %% after q1_hidden
import os
assert not os.path.exists("/proc/1/root/answers.key")
