"""The local sandbox: its arguments, its sight of the host, its limits without control groups."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from gpu_runner import bubblewrap, cgroups
from gpu_runner.bubblewrap import BubblewrapBackend, Promise, launch_plan
from gpu_runner.bwrap_arguments import (
    Host,
    python_prefixes,
    sandbox_arguments,
    slot_mounts,
    warm_command,
)
from gpu_runner.errors import BackendUnavailable, SlotFailed
from gpu_runner.limits import Limits
from gpu_runner.sandbox import EndReason, SlotSpec
from gpu_runner.settings import Settings
from gpu_runner.slotdir import SlotDirectory

HOST = Host(
    bwrap="/usr/bin/bwrap",
    python="/venv/bin/python",
    visible=("/usr/lib", "/venv/bin", "/etc/ld.so.cache"),
    links=(("usr/lib", "/lib"),),
)
LIMITS = Limits(memory_bytes=600 << 20, pids=64)


def arguments(*, as_root=True, spec=None, peers=None, counters=()):
    directory = SlotDirectory(Path("/run/gpu-runner/abcd"))
    return sandbox_arguments(
        HOST,
        as_root=as_root,
        mounts=slot_mounts(spec or SlotSpec(), directory, peers, counters),
        command=warm_command(HOST, "namespaces"),
    )


def pairs(words, option):
    """The two words after each `option`."""
    return [(words[n + 1], words[n + 2]) for n, word in enumerate(words) if word == option]


def values(words, option):
    return [words[n + 1] for n, word in enumerate(words) if word == option]


# --- arguments -----------------------------------------------------------------


def test_every_namespace_is_new_and_the_sandbox_ends_with_its_owner():
    words = arguments()
    assert words[0] == "/usr/bin/bwrap"
    for option in ("net", "pid", "ipc", "uts", "cgroup-try"):
        assert f"--unshare-{option}" in words
    assert {"--die-with-parent", "--new-session", "--as-pid-1"} <= set(words)
    assert "--share-net" not in words


def test_only_the_sockets_are_writable():
    words = arguments(spec=SlotSpec(mounts={"/mnt/x": Path("/data")}), peers=Path("/peer/k"))
    assert {inside for _, inside in pairs(words, "--bind")} == {"/run/control", "/run/kernels"}
    assert "--dev-bind" not in words
    read_only = pairs(words, "--ro-bind")
    assert ("/data", "/mnt/x") in read_only
    assert ("/peer/k", "/run/peer") in read_only
    assert ("/usr/lib", "/usr/lib") in read_only


def test_what_the_sandbox_itself_has_is_made_read_only_last():
    words = arguments(spec=SlotSpec(links={"a": Path("/data/a.csv")}))
    first = words.index("--remount-ro")
    assert values(words, "--remount-ro") == ["/run", "/dev", "/"]
    mounts = ("--bind", "--ro-bind", "--tmpfs", "--dir", "--symlink", "--dev", "--proc")
    assert not set(mounts) & set(words[first : words.index("--")])


def test_all_capabilities_are_dropped_and_few_come_back():
    words = arguments()
    assert values(words, "--cap-drop") == ["ALL"]
    assert words.index("--cap-drop") < words.index("--cap-add")
    root = set(values(words, "--cap-add"))
    assert "CAP_SYS_ADMIN" in root
    assert not root & {"CAP_SYS_PTRACE", "CAP_NET_ADMIN", "CAP_SYS_MODULE", "CAP_MKNOD"}
    assert "--unshare-user" not in words
    user = arguments(as_root=False)
    assert "--unshare-user" in user
    assert set(values(user, "--cap-add")) - root == {"CAP_SYS_CHROOT"}


def test_folders_on_the_way_to_a_mount_are_open_to_kernels():
    words = arguments(spec=SlotSpec(mounts={"/data/set/one": Path("/d")}))
    before = words[: words.index("/data/set/one")]
    assert [name for name in values(before, "--dir") if "data" in name] == ["/data", "/data/set"]


def test_a_host_shows_its_python_and_libraries_and_nothing_else():
    found = Host.find("/usr/bin/bwrap")
    prefixes = [Path("/usr"), Path("/nix/store"), *python_prefixes()]
    for path in map(Path, found.visible):
        below = any(path.is_relative_to(prefix) and path != prefix for prefix in prefixes)
        system = path.is_relative_to("/etc") or path.is_relative_to("/sys/devices/system")
        assert below or system or path.parent == Path("/"), path
    names = set(found.visible)
    assert not names & {"/", "/etc", "/usr", "/usr/share", "/usr/local", "/var", "/home", "/root"}
    assert str(Path(sys.prefix, "lib")) in names


def test_the_launcher_limits_what_no_group_does():
    whole = cgroups.ControlGroup(
        folders=dict.fromkeys(("memory", "pids", "cpu"), Path("/g")), unified=True
    )
    assert launch_plan(LIMITS, whole) == (
        '{"groups": ["/g/cgroup.procs"], "memory_bytes": null, "cpus": null}'
    )
    nothing = cgroups.ControlGroup()
    assert launch_plan(Limits(cpus=1.5, memory_bytes=7), nothing) == (
        '{"groups": [], "memory_bytes": 7, "cpus": 2}'
    )


def test_a_promise_names_what_is_weaker():
    weak = Promise(limited=frozenset({"pids"}))
    assert not weak.complete
    assert weak.describe()["pids"] == "control group"
    assert weak.describe()["memory"] == "RLIMIT_DATA, for each process alone"
    assert Promise(limited=frozenset(cgroups.LIMITING)).complete


# --- is it there? ----------------------------------------------------------------


def test_without_bwrap_it_says_what_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(BackendUnavailable, match="no bwrap on the PATH") as caught:
        BubblewrapBackend().check()
    assert "apt install bubblewrap" in caught.value.hint


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        (Settings(runtime="runsc"), "GPU_RUNNER_RUNTIME"),
        (Settings(image="mine:1"), "GPU_RUNNER_IMAGE"),
        (Settings(isolation="container"), "GPU_RUNNER_ISOLATION"),
    ],
)
def test_settings_that_ask_for_docker_are_not_ignored(bubblewrap_backend, settings, word):
    with pytest.raises(BackendUnavailable) as caught:
        BubblewrapBackend(settings).check()
    assert word in caught.value.hint


@pytest.mark.parametrize(
    ("complaint", "as_root", "hint"),
    [
        ("bwrap: No permissions to create new namespace", False, "userns"),
        ("bwrap: Creating new namespace failed: Operation not permitted", True, "use Docker"),
        ("ModuleNotFoundError: No module named 'pyseccomp'", True, "pip install pyseccomp"),
        ("", True, "use Docker"),
    ],
)
def test_a_refusal_says_what_to_do(complaint, as_root, hint):
    assert hint in bubblewrap._refused(complaint, as_root=as_root).hint


def test_a_sandbox_that_cannot_start_says_why(monkeypatch, tmp_path, bubblewrap_backend):
    false = tmp_path / "bwrap"
    false.write_text("#!/bin/sh\necho bwrap: no permission >&2; exit 1\n")
    false.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(BackendUnavailable, match="bwrap: no permission"):
        BubblewrapBackend().check()
    with pytest.raises(SlotFailed, match="ended before it listened") as caught:
        BubblewrapBackend().open_slot(SlotSpec())
    assert "bwrap: no permission" in caught.value.hint


# --- sight of the host --------------------------------------------------------------


@pytest.fixture(scope="module", params=["bubblewrap", "user_namespace"])
def local(request):
    return request.getfixturevalue(f"{request.param}_backend")


def test_homes_the_course_and_other_users_files_are_not_there(local, kernel_of, tmp_path):
    secret = tmp_path / "gradebook.db"
    secret.write_text("scores")
    secret.chmod(0o666)
    hidden = [
        *(str(secret), str(Path(__file__)), str(Path(__file__).parents[2] / "pyproject.toml")),
        *("/etc/passwd", "/etc/shadow", "/etc/hostname", "/var", "/srv", "/usr/local/share"),
        *("/boot", "/root/.ssh", "/usr/share/doc", "/sys/class", "/run/docker.sock"),
        str(Path(bubblewrap.__file__)),
    ]
    with local.open_slot(SlotSpec(limits=LIMITS)) as slot, kernel_of(slot) as talk:
        setup = f"import os; seen = [path for path in {hidden!r} if os.path.lexists(path)]"
        assert talk.value("seen", setup) == []
        assert talk.value("os.listdir('/home')") == ["student"]
        mounts = talk.value("open('/proc/self/mountinfo').read()")
    writable = [line.split()[4] for line in mounts.splitlines() if line.split()[5].startswith("rw")]
    assert not [path for path in writable if path.startswith(("/usr", "/etc", "/mnt", "/opt"))]


def test_the_record_says_whose_sandbox_it_was_and_what_kept_the_limits(local):
    with local.open_slot(SlotSpec(modules=("numpy",), limits=LIMITS)) as slot:
        environment = slot.environment
    assert environment["backend"] == "bubblewrap"
    assert environment["isolation"] == "namespaces"
    assert environment["user"] == ("root" if local.as_root else "user namespace")
    assert environment["limits_kept_by"].keys() == {"memory", "pids", "cpu"}
    assert environment["packages"]["numpy"]
    assert {"python", "numpy"} <= local.identity().keys()


def test_a_sandbox_that_is_killed_is_our_fault_and_is_replaced(local, kernel_of):
    with local.open_slot(SlotSpec(limits=LIMITS)) as slot:
        kernel = slot.start_kernel({})
        slot._warm.vessel._process.kill()
        assert kernel.wait(timeout=20).reason is EndReason.LOST
        with kernel_of(slot) as talk:
            assert talk.value("1 + 1") == 2


def test_a_slot_outlives_the_thread_that_opened_it(local, kernel_of):
    slots = []
    opener = threading.Thread(target=lambda: slots.append(local.open_slot(SlotSpec(limits=LIMITS))))
    opener.start()
    opener.join()
    with slots[0] as slot, kernel_of(slot) as talk:
        assert talk.value("1 + 1") == 2


def test_a_program_that_ends_with_an_open_slot_says_nothing(bubblewrap_backend, tmp_path):
    program = """
from gpu_runner.bubblewrap import BubblewrapBackend
from gpu_runner.sandbox import SlotSpec
from gpu_runner.pool import SlotPool
import atexit
pool = SlotPool(open_slot=lambda wish: BubblewrapBackend().open_slot(SlotSpec()))
atexit.register(pool.close)
slot = pool.acquire(None)
slot.start_kernel({})
print(slot.directory.path)
"""
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stderr == ""
    assert not Path(done.stdout.strip()).exists()


def test_a_closed_slot_leaves_no_control_group(local):
    with local.open_slot(SlotSpec(limits=LIMITS)) as slot:
        slot.start_kernel({})
        folders = slot._warm.vessel._group.members
        assert all(folder.exists() for folder in folders)
    assert not [folder for folder in folders if folder.parent.exists()]


# --- without control groups ----------------------------------------------------------


@pytest.fixture
def groupless(local, monkeypatch):
    """A host where no control group can be made."""
    monkeypatch.setattr(cgroups, "create", lambda limits, *, pids: cgroups.ControlGroup())
    return local


def test_without_groups_memory_is_limited_by_process(groupless, kernel_of):
    with groupless.open_slot(SlotSpec(limits=LIMITS)) as slot:
        assert slot.environment["limits_kept_by"]["memory"].startswith("RLIMIT_DATA")
        with kernel_of(slot) as talk:
            assert talk.run("x = bytearray(700 << 20)")["ename"] == "MemoryError"
            assert talk.value("1 + 1") == 2


def test_without_groups_processes_are_limited_by_user(groupless, kernel_of):
    code = """
        import os, time
        started = 0
        try:
            for _ in range(200):
                if os.fork() == 0:
                    time.sleep(60)
                    os._exit(0)
                started += 1
        except BlockingIOError:
            pass
    """
    if not groupless.as_root and os.geteuid() == 0:
        pytest.skip("the host does not count root's processes")
    with groupless.open_slot(SlotSpec(limits=LIMITS)) as slot:
        with kernel_of(slot) as talk:
            assert 0 < talk.value("started", code) < LIMITS.pids
        assert talk.kernel.poll().reason is EndReason.KILLED


def test_without_groups_processors_are_shared_out(groupless, kernel_of):
    with groupless.open_slot(SlotSpec(limits=LIMITS)) as slot, kernel_of(slot) as talk:
        assert talk.value("len(os.sched_getaffinity(0))", "import os") == 1


def test_a_group_that_cannot_be_made_any_more_is_no_reason_for_less(local, monkeypatch):
    monkeypatch.setattr(cgroups, "supported", lambda: frozenset({"memory", "gone"}))
    with pytest.raises(SlotFailed, match="cannot now"):
        local.open_slot(SlotSpec(limits=LIMITS))
