"""A full disk, a damaged page of the database, a clock that jumps: nothing stored is lost."""

from __future__ import annotations

import contextlib
import io
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from autograder.commands import grade as command
from autograder.errors import IncompleteError, StorageError
from autograder.gradebook import store
from autograder.gradebook.store import Gradebook
from autograder.grading import batch
from autograder.grading.templates import Materials
from autograder.reports.site import Written
from autograder.results import Status
from tests.autograder.grading.conftest import GOOD, Demo
from tests.faults.conftest import TIMES, dice
from tests.faults.grader import Order, Script, arguments, finish, scripted, start
from tests.faults.ledger import Ledger

PAGE = 4096


@pytest.mark.parametrize("number", range(4 * TIMES))
def test_full_disk(number: int, copy_course: Callable[[str], Demo], materials: Materials) -> None:
    """Files cannot grow beyond a size that is drawn: the kernel stops database or record there."""
    chance = dice(f"disk {number}")
    demo = copy_course("course")
    ledger = Ledger(demo.root)
    codes = []
    for _ in range(5):
        limit = chance.randrange(512, 200_000)
        order = Order(demo.root, Script(log=ledger.log), file_bytes=limit, materials=materials)
        codes.append(finish(start(order)))
        ledger.check()
    assert set(codes) <= {0, StorageError.exit_code, IncompleteError.exit_code}, codes
    assert StorageError.exit_code in codes
    assert finish(start(Order(demo.root, Script(log=ledger.log), materials=materials))) == 0
    ledger.check()
    ledger.check_complete()


@pytest.fixture
def quiet() -> Iterator[None]:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield


@pytest.fixture
def grade(
    monkeypatch: pytest.MonkeyPatch, materials: Materials, quiet: None
) -> Callable[..., None]:
    """`grade(demo, …)` is the command in this process, with the materials made already."""
    monkeypatch.setattr(command, "prepare", lambda *_: materials)
    monkeypatch.setattr(command, "write_pages", lambda *_: Written(Path(), 0, ()))
    monkeypatch.setattr(command, "as_json", lambda *_: {})

    def run(demo: Demo, script: Script | None = None, **changed: object) -> None:
        with scripted(script or Script()):
            command.run(arguments(demo.root, **changed))

    return run


def test_damaged_page(copy_course: Callable[[str], Demo], grade: Callable[..., None]) -> None:
    """Whatever page of the database is overwritten, with whatever: it is reported, in words.

    Damage that no command meets is not noticed by it; with the page restored all is there.
    """
    chance = dice("page")
    demo = copy_course("course")
    ledger = Ledger(demo.root)
    grade(demo)
    ledger.check()
    database = demo.root / ".autograder" / "gradebook.db"
    sound = database.read_bytes()
    demo.submit("eve", {**GOOD, "d1": "By eve."})
    reported = 0
    for _ in range(30 * TIMES):
        database.write_bytes(_damaged(sound, chance))
        for rest in ("-wal", "-shm"):
            database.with_name(database.name + rest).unlink(missing_ok=True)
        problem = _problem_of(grade, demo)
        if problem is not None:
            reported += 1
            assert str(database) in problem.message
            assert problem.hint
    assert reported > 5 * TIMES
    database.write_bytes(sound)
    for rest in ("-wal", "-shm"):
        database.with_name(database.name + rest).unlink(missing_ok=True)
    ledger.settled.clear()
    ledger.check()
    grade(demo)
    ledger.check_complete()


def _problem_of(grade: Callable[..., None], demo: Demo) -> StorageError | None:
    """What `grade` says is wrong with the gradebook; any other kind of failure is raised."""
    try:
        grade(demo)
    except StorageError as problem:
        return problem
    except IncompleteError:
        return None
    return None


def _damaged(sound: bytes, chance: random.Random) -> bytes:
    """One page with zeros, noise, another page's content, or a few other bytes."""
    pages = len(sound) // PAGE
    start = chance.randrange(pages) * PAGE
    page = bytearray(sound[start : start + PAGE])
    kind = chance.randrange(4)
    if kind == 0:
        page[:] = bytes(PAGE)
    elif kind == 1:
        page[:] = chance.randbytes(PAGE)
    elif kind == 2:
        other = chance.randrange(pages) * PAGE
        page[:] = sound[other : other + PAGE]
    else:
        used = [place for place, byte in enumerate(page) if byte]
        for place in chance.choices(used, k=20):
            page[place] = chance.randrange(256)
    return sound[:start] + bytes(page) + sound[start + PAGE :]


class Clock:
    """Stands for `datetime` in the modules that note times; jumps at each look."""

    def __init__(self, jumps: Callable[[], timedelta]) -> None:
        self.jumps = jumps
        self.time = datetime(2026, 9, 1, tzinfo=UTC)

    def now(self, zone: object) -> datetime:
        assert zone is UTC
        self.time += self.jumps()
        return self.time


@pytest.mark.parametrize("kind", ["jumps", "stands still"])
def test_clock(
    kind: str,
    copy_course: Callable[[str], Demo],
    grade: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The latest run counts, not the one with the latest time; a run's files are its own."""
    chance = dice("clock")
    still = kind == "stands still"
    scale = 0 if still else 1
    clock = Clock(
        lambda: timedelta(seconds=scale * chance.uniform(-1, 1) * 10 ** chance.randrange(9))
    )
    for module in (command, batch, store):
        monkeypatch.setattr(module, "datetime", clock)
    demo = copy_course("course")
    ledger = Ledger(demo.root)
    for turn in range(6 * TIMES):
        script = Script(turn, share=0.4)
        with contextlib.suppress(IncompleteError):
            grade(demo, script, force=turn % 2 == 1)
        _check_files_are_its_own(ledger)
    with Gradebook.open(ledger.course.db_url) as gradebook:
        for summary in gradebook.submissions("demo"):
            runs = gradebook.runs("demo", summary.student.name)
            finished = [run for run in runs if run.status is not Status.NOT_GRADED]
            assert summary.run == finished[-1]
            assert all(run.seconds >= 0 for run in runs)


def _check_files_are_its_own(ledger: Ledger) -> None:
    """No run shares a file with another one, and none of them has changed."""
    runs = ledger.runs()
    records = [run.files.record for run in runs]
    assert len(set(records)) == len(records)
    for run in runs:
        files = {name: (ledger.course.state_dir / name).read_bytes() for name in [run.files.record]}
        assert ledger.seen.setdefault(run.id, (run, files)) == (run, files)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[Path, str], None]]:
    """`small_disk(folder, size)` mounts a file system there, or gives it that size."""
    mounted: list[Path] = []

    def mount(folder: Path, size: str) -> None:
        folder.mkdir(exist_ok=True)
        options = f"remount,size={size}" if folder in mounted else f"size={size}"
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True
        )
        if done.returncode:
            pytest.skip("this user may not mount a file system")
        mounted.append(folder)

    yield mount
    for folder in set(mounted):
        subprocess.run(["umount", folder], check=True)


def test_disk_of_a_few_hundred_kilobytes(
    copy_course: Callable[[str], Demo],
    materials: Materials,
    small_disk: Callable[[Path, str], None],
) -> None:
    """The state folder on a file system of its own, which fills up while a batch is graded."""
    demo = copy_course("course")
    ledger = Ledger(demo.root)
    shutil.rmtree(ledger.course.state_dir, ignore_errors=True)
    for size in ("100k", "200k", "300k"):
        small_disk(ledger.course.state_dir, size)
        order = Order(demo.root, Script(log=ledger.log), materials=materials)
        assert finish(start(order)) == StorageError.exit_code, size
    small_disk(ledger.course.state_dir, "16m")
    ledger.check()
    assert finish(start(Order(demo.root, Script(log=ledger.log), materials=materials))) == 0
    ledger.check()
    ledger.check_complete()
