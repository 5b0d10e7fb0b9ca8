# class: 58
# attack: mounts, namespaces, ptrace, keyrings, cgroups, devices, setuid programs
# want: V3
# outcome: no capability, no new privileges, a filter of system calls
# runner: sandbox
# %% first
import ctypes, os, stat, subprocess
libc = ctypes.CDLL(None, use_errno=True)
done = []
def attempt(name, *arguments):
    if libc[name](*arguments) != -1:
        done.append(name)
attempt("unshare", 0x10000000)
attempt("mount", b"none", b"/tmp", b"tmpfs", 0, None)
attempt("ptrace", 16, 1, 0, 0)
attempt("setuid", 0)
attempt("chroot", b"/tmp")
for number in (250, 248, 321, 298, 425, 323, 272):  # keyctl, add_key, bpf, perf_event_open, io_uring_setup, userfaultfd, unshare
    if libc.syscall(number, 0, 0, 0, 0, 0) not in (-1,):
        done.append(number)
for path in ("/sys/fs/cgroup/release_agent", "/proc/sys/kernel/core_pattern", "/dev/mem", "/dev/sda", "/proc/sysrq-trigger"):
    try:
        open(path, "w").close()
        done.append(path)
    except OSError:
        pass
status = dict(line.split(":\t", 1) for line in open("/proc/self/status").read().split("\n") if ":\t" in line)
print(done, {name: status[name] for name in ("CapEff", "CapBnd", "NoNewPrivs", "Seccomp", "Uid")})
setuid = [os.path.join(f, n) for f in ("/bin", "/usr/bin", "/sbin", "/usr/sbin", "/usr/local/bin") if os.path.isdir(f) for n in os.listdir(f)
          if os.path.isfile(os.path.join(f, n)) and os.stat(os.path.join(f, n)).st_mode & stat.S_ISUID]
raised = []
for path in setuid:  # a sandbox that shares the host's programs has some, and they must be worth nothing
    try:
        child = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        uids = next(line for line in open(f"/proc/{child.pid}/status") if line.startswith("Uid:")).split()[1:]
        child.kill()
        child.wait()
        if "0" in uids or len(set(uids)) > 1:
            raised.append((path, uids))
    except OSError:
        pass
assert not done and not raised, (done, raised)
assert int(status["CapEff"], 16) == int(status["CapBnd"], 16) == 0 and status["NoNewPrivs"] == "1" and os.getuid() != 0
# %% q1
assert not done and not raised
def double(x):
    return 2 * x
