"""Whoever ends a command politely (Ctrl-C, a stopped service, a lost terminal) leaves nothing."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.gradebook.store import Gradebook
from gpu_runner import slotdir
from tests.autograder.grading.conftest import GOOD, RUNNERS, Demo, demo_cells, make_demo, require
from tests.gpu_runner.test_leaks import running, until


@pytest.fixture
def sockets(tmp_path: Path) -> Iterator[Path]:
    """The runner's folder of this test alone; short, as paths of sockets have to be."""
    folder = Path(f"/tmp/gi-{os.getpid()}-{tmp_path.name[-2:]}")
    folder.mkdir(mode=0o700)
    yield folder
    folder.rmdir()


def containers_of(owner: str) -> list[str]:
    """Ids of the containers of a grader, also of those that have ended."""
    import docker

    from gpu_runner.container import OWNER_LABEL, session_owner

    client = docker.from_env()
    label = f"{OWNER_LABEL}={session_owner(owner)}"
    found = client.containers.list(all=True, filters={"label": label}, ignore_removed=True)
    client.close()
    return [container.short_id for container in found]


@pytest.mark.parametrize(
    ("sent", "in_background"),
    [
        (signal.SIGINT, False),
        (signal.SIGTERM, False),
        (signal.SIGHUP, False),
        (signal.SIGTERM, True),
    ],
)
@pytest.mark.parametrize("runner", RUNNERS)
def test_what_was_finished_is_stored_and_nothing_is_left(
    runner: str, sent: signal.Signals, in_background: bool, tmp_path: Path, sockets: Path
) -> None:
    require(runner)
    demo = make_demo(tmp_path / "course", demo_cells())
    demo.submit("ada", GOOD)
    demo.submit("bob", {**GOOD, "q1": "import time\ntime.sleep(600)"})
    log = tmp_path / "log"
    with log.open("w") as stream:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "autograder.main", "grade", "demo", "--jobs", "2"),
                *("--course", str(demo.root), "--submissions", str(demo.submissions)),
                *("--runner", runner, "--trust-submissions"),
            ],
            stdout=stream,
            stderr=subprocess.STDOUT,
            env=os.environ | {"GPU_RUNNER_SOCKETS": str(sockets)},
            preexec_fn=_in_background if in_background else _in_a_terminal,
        )
    owner = slotdir.owner_mark(process.pid)
    assert until(lambda: score_of(demo, "ada") == 4.0, seconds=120), log.read_text()
    process.send_signal(sent)
    began = time.monotonic()
    assert process.wait(30) == 130, log.read_text()
    assert time.monotonic() - began < 15
    assert "interrupted; what was finished is stored" in log.read_text()
    assert "Traceback" not in log.read_text()
    assert list(sockets.iterdir()) == []
    assert running(str(sockets)) == []
    if runner == "docker":
        assert containers_of(owner) == []
    assert score_of(demo, "bob") is None


def test_a_terminal_that_is_closed_is_not_written_to(tmp_path: Path) -> None:
    demo = make_demo(tmp_path / "course", demo_cells())
    demo.submit("bob", {**GOOD, "q1": "import time\ntime.sleep(600)"})
    ours, terminal = os.openpty()

    def own_terminal() -> None:
        _in_a_terminal()
        os.setsid()
        fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)

    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "autograder.main", "grade", "demo"),
            *("--course", str(demo.root), "--submissions", str(demo.submissions)),
            *("--runner", "process", "--trust-submissions"),
        ],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        preexec_fn=own_terminal,
        env=os.environ | {"TMPDIR": str(tmp_path)},
    )
    os.close(terminal)
    shown = b""
    while b"0/1" not in shown:
        shown += os.read(ours, 1000)
    time.sleep(2)  # until bob's answer sleeps
    os.close(ours)
    assert process.wait(30) == 130
    assert list(tmp_path.glob("autograder-crash-*")) == []


def _in_background() -> None:
    """As a shell's script starts what it does not wait for: Ctrl-C is not for it."""
    _in_a_terminal()
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _in_a_terminal() -> None:
    """Whatever the test session itself ignores."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def score_of(demo: Demo, student: str) -> float | None:
    """Points that are stored; None if nothing is."""
    file = demo.root / ".autograder" / "gradebook.db"
    if not file.is_file():
        return None
    with Gradebook.open(f"sqlite:///{file}") as gradebook:
        names = [item.name for item in gradebook.assignments()]
        found = gradebook.submissions("demo") if "demo" in names else []
        return next((item.score for item in found if item.student.name == student), None)


def test_a_signal_that_is_ignored_stays_ignored(tmp_path: Path) -> None:
    """`nohup autograder …` goes on when its terminal is closed."""
    demo = make_demo(tmp_path / "course", demo_cells())
    code = (
        "import os, signal, sys\n"
        "signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "from autograder import main as command\n"
        "class Module:\n"
        "    def run(args):\n"
        "        os.kill(os.getpid(), signal.SIGHUP)\n"
        "        return 0\n"
        "command._import_command = lambda name: Module\n"
        "code = command.main(['doctor'])\n"
        "assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL\n"
        "sys.exit(code)\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=demo.root, check=False)
    assert ended.returncode == 0
