"""What a kernel in a container or sandbox can see and do, tried from inside with hostile code."""

from __future__ import annotations

import os
import socket
import time

import pytest

from gpu_runner.limits import Limits
from gpu_runner.sandbox import EndReason, SlotSpec

LIMITS = Limits(memory_bytes=600 << 20, scratch_bytes=64 << 20, pids=64, file_bytes=32 << 20)


@pytest.fixture(scope="module")
def slot(isolating_backend):
    with isolating_backend.open_slot(SlotSpec(limits=LIMITS)) as slot:
        yield slot


# --- rights ------------------------------------------------------------------


STATUS = """
    rows = (line.split(":", 1) for line in open("/proc/self/status"))
    status = {name: value.strip() for name, value in rows}
"""


def test_no_capability_is_left_and_none_can_come_back(slot, kernel_of):
    with kernel_of(slot) as talk:
        status = talk.value("status", STATUS)
    for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        assert int(status[name], 16) == 0, name
    assert status["NoNewPrivs"] == "1"
    assert status["Seccomp"] == "2"
    if slot.environment.get("user") != "user namespace":
        assert status["Groups"] == ""


def test_every_kernel_has_a_user_of_its_own(slot, kernel_of):
    if slot.environment.get("user") == "user namespace":
        pytest.skip("an ordinary user has one user id to give")
    users = []
    for _ in range(3):
        with kernel_of(slot) as talk:
            users.append(talk.value("os.getresuid() + os.getresgid()", "import os"))
    assert len(set(users)) == 3
    assert all(len(set(ids)) == 1 and min(ids) >= 2_000_000 for ids in users)


SYSTEM_CALLS = """
    import ctypes, errno, os, socket
    libc = ctypes.CDLL(None, use_errno=True)

    def outcome(number, *arguments):
        ctypes.set_errno(0)
        result = libc.syscall(ctypes.c_long(number), *map(ctypes.c_long, arguments))
        return "allowed" if result >= 0 else errno.errorcode[ctypes.get_errno()]

    def buffer(text):
        return ctypes.addressof(ctypes.create_string_buffer(text))
"""


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("outcome(272, 0x10000000)", "EPERM"),  # unshare(CLONE_NEWUSER)
        ("outcome(272, 0x00020000)", "EPERM"),  # unshare(CLONE_NEWNS)
        ("outcome(308, 0, 0)", "EPERM"),  # setns
        ("outcome(56, 0x10000011, 0, 0, 0, 0)", "EPERM"),  # clone(CLONE_NEWUSER)
        ("outcome(56, 0x20000011, 0, 0, 0, 0)", "EPERM"),  # clone(CLONE_NEWPID)
        ("outcome(435, 0, 88)", "ENOSYS"),  # clone3
        ("outcome(165, buffer(b'none'), buffer(b'/tmp'), buffer(b'tmpfs'), 0, 0)", "EPERM"),
        ("outcome(166, buffer(b'/tmp'), 2)", "EPERM"),  # umount2
        ("outcome(428, -100, buffer(b'/'), 0)", "EPERM"),  # open_tree
        ("outcome(430, buffer(b'tmpfs'), 0)", "EPERM"),  # fsopen
        ("outcome(155, buffer(b'/'), buffer(b'/'))", "EPERM"),  # pivot_root
        ("outcome(161, buffer(b'/tmp'))", "EPERM"),  # chroot
        ("outcome(101, 0, 0, 0, 0)", "EPERM"),  # ptrace(PTRACE_TRACEME)
        ("outcome(310, os.getpid(), 0, 0, 0, 0, 0)", "EPERM"),  # process_vm_readv
        ("outcome(321, 0, 0, 0)", "EPERM"),  # bpf
        ("outcome(250, 0, 0, 0, 0, 0)", "EPERM"),  # keyctl
        ("outcome(248, 0, 0, 0, 0, 0)", "EPERM"),  # add_key
        ("outcome(323, 0)", "EPERM"),  # userfaultfd
        ("outcome(298, 0, 0, -1, -1, 0)", "EPERM"),  # perf_event_open
        ("outcome(425, 1, 0)", "EPERM"),  # io_uring_setup
        ("outcome(304, 0, 0, 0)", "EPERM"),  # open_by_handle_at
        ("outcome(246, 0, 0, 0, 0)", "EPERM"),  # kexec_load
        ("outcome(313, 0, 0, 0)", "EPERM"),  # finit_module
        ("outcome(170, buffer(b'x'), 1)", "EPERM"),  # sethostname
        ("outcome(41, 40, 1, 0)", "EPERM"),  # socket(AF_VSOCK): reaches the hypervisor
        ("outcome(41, 38, 5, 0)", "EPERM"),  # socket(AF_ALG)
        ("outcome(41, 17, 3, 0)", "EPERM"),  # socket(AF_PACKET)
        ("outcome(16, 0, 0x5412, buffer(b'x'))", "EPERM"),  # ioctl(TIOCSTI)
        ("outcome(16, 0, 0x100005412, buffer(b'x'))", "EPERM"),  # the same for the kernel
        ("outcome(39)", "allowed"),  # getpid: the test itself works
        ("outcome(41, 1, 1, 0)", "allowed"),  # socket(AF_UNIX)
    ],
)
def test_system_calls(module_talk, call, expected):
    if os.uname().machine != "x86_64":
        pytest.skip("the numbers are those of x86-64")
    assert module_talk.value(call, SYSTEM_CALLS) == expected


@pytest.fixture(scope="module")
def module_talk(isolating_backend, kernel_of):
    with isolating_backend.open_slot(SlotSpec(limits=LIMITS)) as slot, kernel_of(slot) as talk:
        yield talk


def test_32_bit_system_calls_are_refused_too(slot, kernel_of):
    """Their numbers differ: without a rule for the architecture, unshare would be open."""
    code = """
        import ctypes, mmap
        # mov eax, 310 (unshare); mov ebx, CLONE_NEWUSER; int 0x80; ret
        program = bytes.fromhex("53 b8 36010000 bb 00000010 cd80 5b c3".replace(" ", ""))
        memory = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        memory.write(program)
        address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
        result = ctypes.CFUNCTYPE(ctypes.c_int)(address)()
    """
    if os.uname().machine != "x86_64":
        pytest.skip("machine code of x86-64")
    with kernel_of(slot) as talk:
        assert talk.value("result", code) == -1


# --- sight ---------------------------------------------------------------------


def test_no_network_and_no_name_resolution(slot, kernel_of):
    """No way out: no interface but loopback, which is the kernel's own, and no route."""
    with socket.create_server(("127.0.0.1", 0)) as listener, kernel_of(slot) as talk:
        setup = f"""
            import os, socket
            def attempt(action):
                try:
                    action()
                except OSError as error:
                    return type(error).__name__
                return "reached"
            host = attempt(lambda: socket.create_connection({listener.getsockname()!r}, 2))
            name = attempt(lambda: socket.getaddrinfo("localhost.invalid", 80))
            routes = [line.split()[0] for line in open("/proc/net/route").readlines()[1:]]
        """
        assert talk.value("[name for _, name in socket.if_nameindex()]", setup) == ["lo"]
        assert "reached" not in talk.value("[host, name]")
        assert talk.value("[route for route in routes if route != 'lo']") == []


def test_abstract_sockets_of_the_host_are_out_of_reach(slot, kernel_of):
    with kernel_of(slot) as talk:
        names = talk.value("[line.split()[-1] for line in open('/proc/net/unix')]")
        assert [name for name in names if name.startswith("@")] == []


def test_only_own_processes_are_visible(slot, kernel_of):
    with kernel_of(slot) as talk:
        setup = "import os"
        assert talk.value("[p for p in os.listdir('/proc') if p.isdigit()]", setup) == ["1"]
        assert talk.value("os.getppid()") == 0


def test_control_socket_and_other_kernels_are_invisible(slot, kernel_of):
    setup = """
        import os
        def listing(path):
            try:
                return sorted(os.listdir(path))
            except OSError as error:
                return type(error).__name__
    """
    with kernel_of(slot) as talk:
        for path in ("/run/control", "/run/kernels", "/run/peer"):
            assert talk.value(f"listing({path!r})", setup) in ([], "FileNotFoundError")
        own_sockets = [f"k-{port}" for port in range(1, 6)]
        assert talk.value("listing('/run/kernel')") in ("PermissionError", own_sockets)
        open_files = talk.value(
            "[os.readlink(f'/proc/self/fd/{n}') for n in os.listdir('/proc/self/fd') "
            "if os.path.islink(f'/proc/self/fd/{n}')]"
        )
    assert not [name for name in open_files if "control" in name or name.endswith("/log")]


def test_docker_socket_cgroups_and_host_details_are_hidden(slot, kernel_of):
    setup = """
        import os
        def content(path):
            try:
                if os.path.isdir(path):
                    return sorted(os.listdir(path))
                return open(path).read(100)
            except OSError as error:
                return type(error).__name__
    """
    with kernel_of(slot) as talk:
        assert talk.value("content('/var/run/docker.sock')", setup) == "FileNotFoundError"
        assert talk.value("content('/sys/fs/cgroup')") in ([], "FileNotFoundError")
        for name in ("keys", "timer_list", "sched_debug", "kcore"):
            found = talk.value(f"content('/proc/{name}')")
            assert found in ("", "FileNotFoundError", "PermissionError"), name
        assert talk.value("content('/proc/sysrq-trigger')").endswith("Error")
        assert talk.value("os.uname().nodename") == "notebook"


def test_nothing_outside_the_scratch_is_writable(slot, kernel_of):
    setup = """
        import os
        scratch = ("/tmp", "/home/student", "/dev/shm", "/proc", "/sys")
        found = []
        for folder, folders, names in os.walk("/"):
            if folder.startswith(scratch):
                folders.clear()
                continue
            for path in [folder, *(os.path.join(folder, name) for name in names)]:
                if not os.path.islink(path) and os.access(path, os.W_OK):
                    found.append(path)
    """
    harmless = {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty"}
    sockets = {f"/run/kernel/k-{port}" for port in range(1, 6)}
    # The folder of terminals takes no other files, even from its owner.
    terminals = {"/dev/ptmx", "/dev/pts", "/dev/pts/ptmx"}
    with kernel_of(slot) as talk:
        found = set(talk.value("found", setup))
    assert found <= harmless | sockets | terminals


def test_the_kernel_s_own_socket_folder_takes_no_files(slot, kernel_of):
    """It is on the host's disk, outside every limit."""
    with kernel_of(slot) as talk:
        for action in (
            "open('/run/kernel/big', 'w')",
            "__import__('os').unlink('/run/kernel/k-1')",
            "__import__('os').chmod('/run/kernel', 0o777)",
        ):
            # The second one: it is read-only, where a kernel is its owner.
            assert talk.run(action)["ename"] in ("PermissionError", "OSError"), action


def test_kernels_of_two_slots_do_not_meet(isolating_backend, slot, kernel_of):
    leave = "open('/dev/shm/left', 'w').write('x'); open('/tmp/left', 'w').write('x')"
    look = "[p for p in ('/dev/shm/left', '/tmp/left') if os.path.exists(p)]"
    with (
        isolating_backend.open_slot(SlotSpec(limits=LIMITS)) as other,
        kernel_of(slot) as first,
        kernel_of(other) as second,
    ):
        first.run(leave)
        assert second.value(look, "import os") == []


def test_shared_memory_and_message_queues_end_with_the_kernel(slot, kernel_of):
    setup = """
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        shm = libc.shmget(4711, 4096, {flags})
    """
    with kernel_of(slot) as talk:
        assert talk.value("shm >= 0", setup.format(flags="0o1666"))
    with kernel_of(slot) as talk:
        assert talk.value("shm", setup.format(flags="0")) == -1


# --- limits ----------------------------------------------------------------------


@pytest.fixture
def counted(slot):
    """Endings are named where a control group counts; a local sandbox may have none."""
    kept = slot.environment.get("limits_kept_by", {})
    if any(kept.get(name, "control group") != "control group" for name in ("memory", "pids")):
        pytest.skip(f"no control group can be made here: {kept}")


def test_too_much_memory_is_named_and_the_slot_goes_on(slot, kernel_of, counted):
    with kernel_of(slot) as talk:
        talk.send("x = [bytearray(b'x' * (8 << 20)) for _ in range(1000)]")
        ending = talk.kernel.wait(timeout=60)
    assert ending.reason is EndReason.OUT_OF_MEMORY
    with kernel_of(slot) as talk:
        assert talk.value("1 + 1") == 2


def test_memory_in_children_that_hide_from_the_killer_is_named(slot, kernel_of, counted):
    """Children lower their score again; whoever dies, it is the code's own memory."""
    code = """
        import os, time
        for _ in range(20):
            if os.fork() == 0:
                try:
                    open("/proc/self/oom_score_adj", "w").write("-1000")
                except OSError:
                    open("/proc/self/oom_score_adj", "w").write("500")
                x = [bytearray(b"x" * (1 << 20)) for _ in range(100)]
                time.sleep(60)
        time.sleep(60)
    """
    with kernel_of(slot) as talk:
        talk.send(code)
        time.sleep(3)
        ending = talk.kernel.kill()
    assert ending.reason is EndReason.OUT_OF_MEMORY
    with kernel_of(slot) as talk:
        assert talk.value("1 + 1") == 2


@pytest.mark.parametrize(
    "code",
    [
        "import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass",
        "import threading, time\n"
        "while True:\n    threading.Thread(target=time.sleep, args=(99,)).start()",
        "import multiprocessing, time\nmultiprocessing.Pool(1000)\ntime.sleep(99)",
    ],
    ids=["fork", "threads", "pool"],
)
def test_too_many_processes_are_named_and_the_slot_goes_on(slot, kernel_of, counted, code):
    with kernel_of(slot) as talk:
        talk.send(code)
        ending = talk.kernel.wait(timeout=60)
    assert ending.reason is EndReason.TOO_MANY_PROCESSES
    with kernel_of(slot) as talk:
        assert talk.value("1 + 1") == 2


def test_all_writable_places_share_one_limit(slot, kernel_of):
    setup = """
        import os
        def fill(folder):
            written = 0
            try:
                with open(os.path.join(folder, "fill"), "wb", buffering=0) as file:
                    for _ in range(30):
                        written += file.write(bytes(1 << 20))
            except OSError as error:
                return written >> 20, error.strerror
            return written >> 20, "ok"
        results = [fill(folder) for folder in ("/tmp", "/dev/shm", os.path.expanduser("~"))]
    """
    with kernel_of(slot) as talk:
        results = talk.value("results", setup)
    assert [text for _, text in results] == ["ok", "ok", "No space left on device"]
    assert sum(size for size, _ in results) <= 64


def test_files_without_content_are_limited_too(slot, kernel_of):
    setup = """
        import os
        problem = None
        try:
            for number in range(300_000):
                os.mknod(f"/tmp/{number}")
        except OSError as error:
            problem = error.strerror
    """
    with kernel_of(slot) as talk:
        assert talk.value("problem", setup) == "No space left on device"
