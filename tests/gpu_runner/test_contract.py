"""The same behaviours against every backend; what a backend cannot do is listed here."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from gpu_runner.errors import SlotFailed
from gpu_runner.limits import Limits
from gpu_runner.sandbox import EndReason, SlotSpec

KNOWN_DIFFERENCES = {
    "process": {
        "test_the_temporary_folder_is_fresh": "/tmp is the host's (TMPDIR is fresh)",
        "test_a_link_is_read_only": "nothing is mounted, a link leads to the host's file",
        "test_sigkill_from_inside_does_nothing": "a process can kill itself",
        "test_usage_tells_processes_and_disk": "nothing counts them: it shares both with the host",
    },
    "docker": {},
    "bubblewrap": {},
}

LIMITS = Limits(memory_bytes=1 << 30, file_bytes=4 << 20, start_seconds=60, pids=64)
MODULES = ("fractions", "numpy")


@pytest.fixture(autouse=True)
def _known_differences(request):
    if "backend" in request.fixturenames:
        backend = request.getfixturevalue("backend")
        reason = KNOWN_DIFFERENCES[backend.name].get(request.node.originalname)
        if reason:
            pytest.skip(f"known difference of {backend.name}: {reason}")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Host files: a folder to copy, one to link to, one with a module, one to mount."""
    root = tmp_path_factory.mktemp("course")
    root.chmod(0o755)
    (root / "files" / "data").mkdir(parents=True)
    (root / "files" / "data" / "numbers.txt").write_text("1 2 3")
    (root / "files" / "again.txt").symlink_to("data/numbers.txt")
    (root / "asset").mkdir()
    (root / "asset" / "model.txt").write_text("weights")
    (root / "library").mkdir()
    (root / "library" / "course_helper.py").write_text("ANSWER = 42\n")
    (root / "mounted").mkdir()
    (root / "mounted" / "note.txt").write_text("mounted")
    return root


@pytest.fixture(scope="module")
def slot(backend, course):
    spec = SlotSpec(
        modules=MODULES,
        env={"COURSE": "advanced"},
        limits=LIMITS,
        files=course / "files",
        links={"models/tiny": course / "asset"},
        python_path=(course / "library",),
        mounts={"/mnt/extra": course / "mounted"},
    )
    with backend.open_slot(spec) as slot:
        yield slot


def no_process_has(marker: str) -> bool:
    """Whether the whole host has no process with this word on its command line."""
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and marker.encode() in (entry / "cmdline").read_bytes():
                return False
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    return True


# --- start, execute, end ---------------------------------------------------


def test_a_kernel_executes_code(slot, kernel_of):
    with kernel_of(slot) as talk:
        assert talk.value("6 * 7") == 42
        assert talk.kernel.poll() is None


def test_connection_keeps_the_callers_key_and_name(slot):
    kernel = slot.start_kernel({"key": b"secret-key", "kernel_id": "my-kernel"})
    try:
        assert kernel.kernel_id == "my-kernel"
        assert kernel.connection["key"] == "secret-key"
        assert kernel.connection["transport"] == "ipc"
        assert len(f"{kernel.connection['ip']}-5") <= 107
    finally:
        kernel.kill()


@pytest.mark.parametrize("name", ["../escape", "a/b", "x" * 37, "."])
def test_a_kernel_name_cannot_leave_its_folder(slot, name):
    with pytest.raises(ValueError, match="kernel_id"):
        slot.start_kernel({"kernel_id": name})


def test_a_second_kernel_at_the_same_time_is_refused(slot, kernel_of):
    with kernel_of(slot) as talk:
        with pytest.raises(SlotFailed, match="already runs a kernel"):
            slot.start_kernel({})
        assert talk.value("1 + 1") == 2


def test_modules_are_imported_before_the_fork(slot, kernel_of):
    with kernel_of(slot) as talk:
        assert talk.value("'fractions' in sys.modules and 'numpy' in sys.modules", "import sys")


def test_a_module_that_fails_is_named(backend):
    with pytest.raises(SlotFailed, match="import no_such_module: ModuleNotFoundError"):
        backend.open_slot(SlotSpec(modules=("no_such_module",), limits=LIMITS))


def test_a_slot_that_is_not_waited_for_says_at_the_first_kernel_what_failed(backend):
    spec = SlotSpec(modules=("no_such_module",), limits=LIMITS)
    with backend.open_slot(spec, wait=False) as slot:
        for _ in range(2):
            with pytest.raises(SlotFailed, match="import no_such_module: ModuleNotFoundError"):
                slot.start_kernel({})


def test_a_slot_that_is_not_waited_for_starts_kernels_and_can_be_closed_before(backend, kernel_of):
    with backend.open_slot(SlotSpec(limits=LIMITS), wait=False) as slot, kernel_of(slot) as talk:
        assert talk.value("1 + 1") == 2
    early = backend.open_slot(SlotSpec(limits=LIMITS), wait=False)
    early.close()
    assert not early.directory.path.exists()


def test_interrupt_raises_keyboard_interrupt_and_the_kernel_lives(slot, kernel_of):
    with kernel_of(slot) as talk:
        talk.send("import time; time.sleep(60)")
        time.sleep(0.3)
        talk.kernel.interrupt()
        reply = talk.client.get_shell_msg(timeout=10)["content"]
        assert reply["ename"] == "KeyboardInterrupt"
        assert talk.value("2 + 2") == 4


def test_code_that_ignores_signals_is_killed_with_its_descendants(slot, kernel_of):
    marker = f"marker-{os.urandom(6).hex()}"
    with kernel_of(slot) as talk:
        talk.send(
            f"""
            import signal, subprocess, os
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            subprocess.Popen(["sleep", "1000.{int(marker[-6:], 16)}"], start_new_session=True)
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    os.execv("/bin/sh", ["{marker}", "-c", "sleep 1000; true {marker}"])
                os._exit(0)
            while True:
                try:
                    pass
                except BaseException:
                    pass
            """
        )
        deadline = time.monotonic() + 10
        while no_process_has(marker) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not no_process_has(marker)
        talk.kernel.interrupt()
        time.sleep(0.2)
        assert talk.kernel.poll() is None
        ending = talk.kernel.kill()
    assert ending.reason is EndReason.KILLED
    assert no_process_has(marker)
    assert no_process_has(f"1000.{int(marker[-6:], 16)}")


@pytest.mark.parametrize(
    ("code", "exit_code"),
    [
        ("import os; os._exit(3)", 3),
        ("import ctypes; ctypes.string_at(0)", -11),
        ("import os; os.abort()", None),
    ],
)
def test_code_that_ends_its_process_died(slot, kernel_of, code, exit_code):
    with kernel_of(slot) as talk:
        talk.send(code)
        ending = talk.kernel.wait(timeout=20)
    assert ending.reason is EndReason.DIED
    assert exit_code in (None, ending.exit_code)


def test_a_kernel_that_is_asked_to_shut_down_exits(slot, kernel_of):
    with kernel_of(slot) as talk:
        talk.client.shutdown()
        ending = talk.kernel.wait(timeout=20)
    assert (ending.reason, ending.exit_code) == (EndReason.EXITED, 0)


def test_sigkill_from_inside_does_nothing(slot, kernel_of):
    with kernel_of(slot) as talk:
        setup = """
            import os, signal
            for pid in (os.getpid(), os.getppid(), -1):
                try:
                    os.kill(pid, signal.SIGKILL)
                except OSError:
                    pass
        """
        assert talk.value("True", setup)
        assert talk.kernel.poll() is None


def test_wait_has_a_timeout(slot, kernel_of):
    with kernel_of(slot) as talk, pytest.raises(TimeoutError):
        talk.kernel.wait(timeout=0.1)


def test_usage_tells_time_and_memory(slot, kernel_of):
    with kernel_of(slot) as talk:
        talk.run("x = bytearray(200 << 20); sum(range(5_000_000))")
        talk.kernel.kill()
        usage = talk.kernel.usage()
    assert usage.cpu_seconds > 0.05
    assert usage.peak_memory_bytes > 200 << 20


def test_usage_tells_processes_and_disk(slot, kernel_of):
    """Of a kernel alone: neither the warm process counts nor what an earlier kernel used."""
    for processes, megabytes in ((20, 12), (1, 0)):
        with kernel_of(slot) as talk:
            talk.run(f"""
                import pathlib, subprocess, tempfile, time
                sleeping = [subprocess.Popen(["sleep", "60"]) for _ in range({processes})]
                for n in range({megabytes}):
                    folder = pathlib.Path(tempfile.gettempdir()) if n % 2 else pathlib.Path(".")
                    (folder / f"big{{n}}").write_bytes(bytes(1 << 20))
                time.sleep(0.3)
            """)
            before = talk.kernel.usage()
            talk.run("for each in sleeping:\n    each.kill()\n    each.wait()")
            talk.kernel.kill()
            usage = talk.kernel.usage()
        assert processes < before.peak_processes <= usage.peak_processes < processes + 16
        # The folder that every kernel is given holds a little.
        assert megabytes << 20 <= before.peak_scratch_bytes <= usage.peak_scratch_bytes
        assert usage.peak_scratch_bytes < (megabytes + 4) << 20


def test_a_closed_slot_kills_its_kernel_and_starts_no_other(backend):
    slot = backend.open_slot(SlotSpec(limits=LIMITS))
    kernel = slot.start_kernel({})
    slot.close()
    slot.close()
    assert kernel.poll().reason is EndReason.KILLED
    assert not slot.directory.path.exists()
    with pytest.raises(SlotFailed, match="closed"):
        slot.start_kernel({})


# --- what kernels are given --------------------------------------------------


def test_files_are_copied_and_the_copies_are_the_kernels_own(slot, kernel_of, course):
    with kernel_of(slot) as talk:
        assert talk.value("open('data/numbers.txt').read()") == "1 2 3"
        assert talk.value("open('again.txt').read()") == "1 2 3"
        assert talk.run("open('data/numbers.txt', 'w').write('changed')")["status"] == "ok"
    assert (course / "files" / "data" / "numbers.txt").read_text() == "1 2 3"
    with kernel_of(slot) as talk:
        assert talk.value("open('data/numbers.txt').read()") == "1 2 3"


def test_links_lead_to_their_targets(slot, kernel_of, course):
    with kernel_of(slot) as talk:
        assert talk.value("open('models/tiny/model.txt').read()") == "weights"
        inside = slot.inside(course / "asset" / "model.txt")
        assert talk.value(f"open({inside!r}).read()") == "weights"


def test_a_link_is_read_only(slot, kernel_of):
    with kernel_of(slot) as talk:
        reply = talk.run("open('models/tiny/model.txt', 'w')")
        assert reply["ename"] in ("OSError", "PermissionError")


def test_python_path_is_importable(slot, kernel_of):
    with kernel_of(slot) as talk:
        assert talk.value("course_helper.ANSWER", "import course_helper") == 42


def test_mounts_are_where_inside_says(slot, kernel_of, course):
    with kernel_of(slot) as talk:
        inside = slot.inside(course / "mounted" / "note.txt")
        assert talk.value(f"open({inside!r}).read()") == "mounted"
    with pytest.raises(ValueError, match="not mounted"):
        slot.inside(course / "files")


def test_the_environment_is_fixed_and_the_same_for_every_kernel(slot, kernel_of, monkeypatch):
    monkeypatch.setenv("SECRET_TOKEN", "hunter2")
    seen = []
    for _ in range(2):
        with kernel_of(slot) as talk:
            seen.append(talk.value("dict(os.environ)", "import os"))
    own = {"TMPDIR"}
    assert seen[0].keys() == seen[1].keys()
    assert all(seen[0][name] == seen[1][name] for name in seen[0].keys() - own)
    assert seen[0]["COURSE"] == "advanced"
    assert "SECRET_TOKEN" not in seen[0]
    assert not any("GRAD" in name.upper() for name in seen[0])


# --- kernels of one slot share nothing ---------------------------------------


def test_names_and_working_directories_are_fresh(slot, kernel_of):
    with kernel_of(slot) as talk:
        talk.run("mark = 1; import numpy; numpy.mark = 1; open('left.txt', 'w').write('x')")
    with kernel_of(slot) as talk:
        assert not talk.value("'mark' in globals()")
        assert not talk.value("hasattr(numpy, 'mark')", "import numpy")
        assert not talk.value("os.path.exists('left.txt')", "import os")


def test_the_temporary_folder_is_fresh(slot, kernel_of):
    leave = """
        import os
        for folder in ("/tmp", "/dev/shm", os.path.expanduser("~")):
            open(os.path.join(folder, "left.txt"), "w").write("x")
    """
    look = (
        "[p for p in ('/tmp', '/dev/shm', os.path.expanduser('~')) if 'left.txt' in os.listdir(p)]"
    )
    with kernel_of(slot) as talk:
        assert talk.run(leave)["status"] == "ok"
        assert talk.value(look, "import os") == ["/tmp", "/dev/shm", "/home/student"]
    with kernel_of(slot) as talk:
        assert talk.value(look, "import os") == []


def test_random_numbers_differ_and_hashes_do_not(slot, kernel_of):
    draws, hashes = [], []
    for _ in range(2):
        with kernel_of(slot) as talk:
            setup = "import random, numpy, tempfile"
            draws.append(talk.value("(random.random(), float(numpy.random.rand()))", setup))
            hashes.append(talk.value("hash('text')"))
    assert draws[0][0] != draws[1][0]
    assert draws[0][1] != draws[1][1]
    assert hashes[0] == hashes[1]


def test_a_file_above_its_limit_is_an_error_of_the_code(slot, kernel_of):
    with kernel_of(slot) as talk:
        reply = talk.run("open('big', 'wb').write(bytes(5 << 20))")
        assert reply["ename"] == "OSError"
        assert "File too large" in reply["evalue"]
        assert talk.value("1") == 1


# --- peers -------------------------------------------------------------------


CONNECT = """
    import os, socket
    def reachable(folder):
        sock = socket.socket(socket.AF_UNIX)
        try:
            sock.connect(os.path.join(folder, "k-1"))
        except OSError as error:
            return type(error).__name__
        finally:
            sock.close()
        return "connected"
"""


def test_a_peers_kernels_can_be_reached_but_not_the_reverse(backend, kernel_of):
    with (
        backend.open_slot(SlotSpec(limits=LIMITS)) as candidates,
        backend.open_slot(SlotSpec(limits=LIMITS, peer=candidates)) as examiners,
        kernel_of(candidates) as candidate,
        kernel_of(examiners) as examiner,
    ):
        folder = examiners.peer_directory(candidate.kernel.kernel_id)
        assert examiner.value(f"reachable({folder!r})", CONNECT) == "connected"
        unknown = examiners.peer_directory("nobody")
        assert examiner.value(f"reachable({unknown!r})", CONNECT) == "FileNotFoundError"
        if backend.name != "process":
            own = f"/run/kernels/{examiner.kernel.kernel_id}"
            for path in ("/run/peer", own, f"/run/peer/{candidate.kernel.kernel_id}"):
                assert candidate.value(f"reachable({path!r})", CONNECT) == "FileNotFoundError"
        with pytest.raises(ValueError, match="no peer"):
            candidates.peer_directory("x")
