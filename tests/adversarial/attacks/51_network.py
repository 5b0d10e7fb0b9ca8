# class: 51 52
# attack: looks for interfaces, and connects to ports and sockets of the host
# want: V3
# outcome: no interface but lo, no name resolution, no socket of the host
# runner: sandbox
# %% first
import os, socket
assert os.listdir("/sys/class/net") == ["lo"] if os.path.isdir("/sys/class/net") else True
assert [name for _, name in socket.if_nameindex()] == ["lo"]
reached = []
for address in [("127.0.0.1", HOST_PORT), ("::1", HOST_PORT), ("localhost", HOST_PORT), ("0.0.0.0", HOST_PORT)]:
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    try:
        with socket.socket(family) as link:
            link.settimeout(1)
            link.connect(address)
            reached.append(address)
    except OSError as error:
        print(address, error)
for path in ("\0HOST_SOCKET", "/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock"):
    try:
        with socket.socket(socket.AF_UNIX) as link:
            link.connect(path)
            reached.append(path)
    except OSError as error:
        print(path, error)
assert not reached, reached
try:
    socket.getaddrinfo("example.invalid", 80)
    raise AssertionError("names resolve")
except socket.gaierror as error:
    print("no name resolution", error)
# %% q1
assert not reached
def double(x):
    return 2 * x
