"""The `grade` command against a sandbox that answers by script, in a process that can be killed.

Everything is real but the kernels: course, files, gradebook, pages, slot folders and retries. An
examination takes a millisecond, so that hundreds of faults fit into seconds.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import multiprocessing
import os
import random
import resource
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup
from sqlalchemy import Engine, event

from autograder.commands import grade
from autograder.examine.examination import Examined
from autograder.examine.kernels import SandboxLost
from autograder.examine.template import Template
from autograder.grading import slots
from autograder.grading.templates import Materials
from autograder.main import main
from autograder.reports import class_report
from autograder.reports.site import Written
from autograder.results import TestResult, Verdict
from gpu_runner import slotdir
from gpu_runner.errors import BackendUnavailable, SlotFailed
from gpu_runner.sandbox import SlotSpec

FAULTS = (
    SandboxLost("the kernel did not start"),
    SlotFailed("the engine made no container", hint="gpu-runner doctor"),
    BackendUnavailable("no Docker engine answers", hint="start it"),
    TimeoutError("the engine is silent"),
    ConnectionResetError("the engine closed the connection"),
)


class ScriptedSlot:
    """A slot with a folder on the host, as real ones have, and nothing in it."""

    backend = "scripted"

    def __init__(self, spec: SlotSpec) -> None:
        self.spec = spec
        self.directory = slotdir.create()

    @property
    def environment(self) -> Mapping[str, Any]:
        return {"backend": self.backend, "image_digest": "sha256:0"}

    def close(self) -> None:
        self.directory.remove()

    def __enter__(self) -> ScriptedSlot:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass
class Script:
    """What the infrastructure does: a share of all calls fails, drawn with a seed."""

    seed: int = 0
    share: float = 0.0
    log: Path | None = None
    """Gets one line for each examination that begins."""
    name: str = "scripted"
    faults: int = 0
    _random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def check(self) -> None:
        """See `Backend.check`."""

    def identity(self) -> Mapping[str, str]:
        return {"backend": self.name}

    def open_slot(self, spec: SlotSpec, *, wait: bool = True) -> ScriptedSlot:
        self._perhaps_fail()
        return ScriptedSlot(spec)

    async def examine(
        self, pair: Any, template: Template, submission: Mapping[str, Any], **_: Any
    ) -> Examined:
        """Stand in for `examine`: points are a function of the submission and the test."""
        if self.log is not None:
            with self.log.open("ab") as log:
                log.write(f"{fingerprint(submission)}\n".encode())
        self._perhaps_fail()
        results = []
        for question in template.questions:
            earned = earns(submission, question.grade_id)
            open_ = question.manual
            results.append(
                TestResult(
                    notebook=template.name,
                    test=question.grade_id,
                    title=question.title,
                    points=None if open_ else question.maximum * earned,
                    maximum=question.maximum,
                    verdict=Verdict.PENDING
                    if open_
                    else Verdict.PASSED
                    if earned
                    else Verdict.FAILED,
                    manual=question.manual,
                )
            )
        return Examined(
            results=tuple(results),
            flags=(),
            notebook=submission,
            record=({"event": "start", "fingerprint": fingerprint(submission)},),
            cpu_seconds=0.001,
            peak_memory_bytes=1 << 20,
        )

    def _perhaps_fail(self) -> None:
        if self._random.random() < self.share:
            self.faults += 1
            raise self._random.choice(FAULTS)


def fingerprint(submission: Mapping[str, Any]) -> str:
    """Which of the submissions this is: their answers differ."""
    text = "".join(cell["source"] for cell in submission["cells"])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def earns(submission: Mapping[str, Any], grade_id: str) -> bool:
    """Whether the script gives points for a test: about half of the time."""
    digest = hashlib.sha256(f"{fingerprint(submission)}{grade_id}".encode()).digest()
    return digest[0] % 2 == 0


@contextlib.contextmanager
def scripted(script: Script) -> Iterator[None]:
    """Let `grade` use the script instead of a runner."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grade, "choose_runner", lambda *_, **__: script)
        patch.setattr(slots, "examine", script.examine)
        # Takes a second, and nothing is stored meanwhile.
        patch.setattr(class_report, "_chart", lambda *_: Markup(""))
        yield


def arguments(root: Path, **changed: Any) -> argparse.Namespace:
    """What the command line says for a whole batch."""
    given: dict[str, Any] = {
        "course": root,
        "assignment": "demo",
        "submissions": root / "handed-in",
        "student": None,
        "jobs": 2,
        "runner": None,
        "trust_submissions": True,
        "force": False,
        "seed": None,
        "format": "json",
    }
    return argparse.Namespace(**given | changed)


@dataclass(frozen=True)
class Order:
    """What one grader's process does, and when it dies."""

    root: Path
    script: Script
    sockets: Path = field(default_factory=slotdir.socket_root)
    killed_at: int | None = None
    """Die by SIGKILL at this one of the process's `Points`; at none if it is None."""
    file_bytes: int | None = None
    """Largest file that may be written, as on a disk that is full."""
    jobs: int = 2
    materials: Materials | None = None
    """Made in advance, so that most of the process's time is spent on grading and storing."""


def run_order(order: Order) -> None:
    """Body of the grader's process; its exit code tells what `grade` raised."""
    os.environ["GPU_RUNNER_SOCKETS"] = str(order.sockets)
    sys.stdout = sys.stderr = (order.root / "grader.log").open("a")
    if order.file_bytes is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (order.file_bytes, order.file_bytes))
    points = Points(order.killed_at)
    with scripted(order.script), pytest.MonkeyPatch.context() as patch:
        if order.materials is not None:
            patch.setattr(grade, "prepare", lambda *_: order.materials)
            patch.setattr(grade, "write_pages", lambda *_: Written(order.root, 0, ()))
        code = 0
        try:
            grade.run(arguments(order.root, jobs=order.jobs))
        except Exception as problem:  # noqa: BLE001 - its class is the answer
            code = getattr(problem, "exit_code", 99)
            print(f"{type(problem).__name__}: {problem}", flush=True)
    (order.root / "points").write_text(str(points.passed))
    # As a program that ends: nothing of the forked test process is to be cleaned up.
    os._exit(code)


@dataclass(frozen=True)
class RealOrder:
    """A `grade` command with real sandboxes."""

    root: Path
    docker_host: str
    sockets: Path = field(default_factory=slotdir.socket_root)


def run_real(order: RealOrder) -> None:
    """Body of the process of a grader with real sandboxes."""
    os.environ["GPU_RUNNER_SOCKETS"] = str(order.sockets)
    os.environ["DOCKER_HOST"] = order.docker_host
    sys.stdout = sys.stderr = (order.root / "grader.log").open("a")
    folders = ["--course", str(order.root), "--submissions", str(order.root / "handed-in")]
    code = main(["grade", "demo", "--runner", "docker", "--jobs", "2", *folders])
    sys.stdout.flush()
    os._exit(code)


class Points:
    """Counts the steps that leave a trace, and ends the process at one of them.

    Steps are each change of the file system, and each statement and commit of the database, before
    and after. The process must be one that ends: an audit hook stays.
    """

    FILES = frozenset(("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod"))

    def __init__(self, last: int | None) -> None:
        self.passed = 0
        self.last = last
        sys.addaudithook(self._audit)
        for name in ("before_cursor_execute", "after_cursor_execute", "commit", "begin"):
            event.listen(Engine, name, self._pass)

    def _audit(self, name: str, arguments: tuple[Any, ...]) -> None:
        if name in self.FILES:
            self._pass()

    def _pass(self, *_: Any) -> None:
        self.passed += 1
        if self.passed == self.last:
            os.kill(os.getpid(), signal.SIGKILL)


_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.faults.preloaded"])


def start(order: Order | RealOrder) -> Any:
    """Start a grader's process: a fork of a clean one that has imported everything."""
    target = run_order if isinstance(order, Order) else run_real
    process = _CONTEXT.Process(target=target, args=(order,))
    process.start()
    return process


def finish(process: Any, *, kill_after: float | None = None, seconds: float = 60) -> int:
    """Wait for its end; returns the exit code, minus the signal for one that was killed."""
    if kill_after is not None:
        time.sleep(kill_after)
        process.kill()
    process.join(seconds)
    assert process.exitcode is not None, "the grader hangs"
    code: int = process.exitcode
    process.close()
    return code
