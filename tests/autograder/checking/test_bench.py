"""What a stored result depends on: everything that can change it, and nothing else."""

from __future__ import annotations

import asyncio
import dataclasses
from pathlib import Path
from typing import Any

import pytest

from autograder.checking import programs, sightings
from autograder.checking.bench import Bench, Setting
from autograder.checking.cache import Cache
from autograder.checking.reach import Reach
from autograder.checking.sightings import starved
from autograder.checking.trials import make_mutants
from autograder.course import Course
from autograder.examine.examination import Examined
from autograder.examine.kernels import SandboxLost
from autograder.examine.selection import Selection
from autograder.grading.slots import Seat
from autograder.grading.templates import prepare
from tests.autograder.grading.conftest import demo_cells, make_demo


class NoBackend:
    """Stands where no kernel is started."""

    name = "none"

    def identity(self) -> dict[str, str]:
        return {"backend": self.name}


@pytest.fixture
def setting_of(tmp_path):
    """`setting_of(old="new")` is the setting of the demo with texts of its source replaced."""
    made: list[Path] = []

    def make(texts: dict[str, str] | None = None, **changes: Any) -> Setting:
        root = tmp_path / f"course{len(made)}"
        demo = make_demo(root, demo_cells())
        path = root / "source" / "demo" / "demo.ipynb"
        source = path.read_text()
        for old, new in (texts or {}).items():
            assert old in source
            source = source.replace(old, new)
        path.write_text(source)
        made.append(root)
        course = Course.load(demo.root)
        assignment = course.assignment("demo")
        materials = prepare(course, assignment, root / "materials")
        setting = Setting(
            assignment=assignment, materials=materials, backend=NoBackend(), assets={}, seed=1
        )
        return dataclasses.replace(setting, **changes)

    return make


def key(setting: Setting, *tests: str, answers: dict[str, str] | None = None) -> str:
    """Of the worked solution with other `answers`, examined by `tests` and what they need."""
    template = setting.materials.templates["demo"]
    chosen = frozenset(tests)
    selection = Selection(tests=chosen, skipped=Reach(template).skippable(chosen))
    bench = Bench(setting, Cache(Path("nowhere")), 1)
    return bench.key(programs.changed(template, "x", answers or {}), selection)


def test_the_same_question_has_the_same_key(setting_of):
    assert key(setting_of(), "q1_hidden") == key(setting_of(), "q1_hidden")


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("return 2 * x", "return x * 2", {"q1_hidden"}),
        ("triple(5) == 15", "triple(6) == 18", {"q2_hidden"}),
        ("return 3 * x", "return x * 3", {"q2_hidden"}),
        ("import numpy as np", "import numpy as np, json", {"q1_hidden", "q2_hidden"}),
        ("Because.", "Therefore.", set()),
    ],
)
def test_a_change_concerns_what_depends_on_it(setting_of, old, new, changed):
    before, after = setting_of(), setting_of({old: new})
    different = {t for t in ("q1_hidden", "q2_hidden") if key(before, t) != key(after, t)}
    assert different == changed


def test_answers_that_no_test_needs_do_not_count(setting_of):
    setting = setting_of()
    wrong = {"q2": "def triple(x):\n    return 0"}
    assert key(setting, "q1_hidden", answers=wrong) == key(setting, "q1_hidden")
    assert key(setting, "q2_hidden", answers=wrong) != key(setting, "q2_hidden")


def test_seed_and_backend_count(setting_of):
    class Other(NoBackend):
        name = "other"

    keys = {key(setting_of(**c), "q1_hidden") for c in ({}, {"seed": 2}, {"backend": Other()})}
    assert len(keys) == 3


@pytest.fixture
def examined(monkeypatch, setting_of, tmp_path):
    """`examined(outcomes, n)`: `n` questions to a bench of two seats whose sandbox does that."""

    def run(outcomes: list[Exception | None], count: int) -> tuple[Bench, list[Any]]:
        waiting = iter(outcomes)

        async def examine(*_: Any, **__: Any) -> Examined:
            await asyncio.sleep(0)
            problem = next(waiting)
            if problem is not None:
                raise problem
            return Examined((), (), {}, (), None, None)

        monkeypatch.setattr(Seat, "examine", examine)
        setting = setting_of()
        bench = Bench(setting, Cache(tmp_path / "results.jsonl"), 2)
        template = setting.materials.templates["demo"]
        programs_ = [
            programs.changed(template, str(n), {"q1": f"double = {n}"}) for n in range(count)
        ]

        async def everything() -> list[Any]:
            return await asyncio.gather(*(bench.see(program) for program in programs_))

        return bench, asyncio.run(everything())

    return run


def test_nothing_is_examined_twice(examined):
    bench, seen = examined([None] * 3, 3)
    assert bench.fresh == 3
    assert all(found.fresh for found in seen)
    again, seen = examined([], 3)
    assert again.fresh == 0
    assert not any(found.fresh for found in seen)


def test_a_lost_sandbox_is_tried_again(examined):
    _, (found,) = examined([SandboxLost("gone"), SandboxLost("gone"), None], 1)
    assert found.problem == ""


def test_what_could_not_be_examined_is_not_stored(examined):
    _, (found,) = examined([SandboxLost("gone")] * 3, 1)
    assert found.problem == "gone"
    bench, (found,) = examined([None], 1)
    assert (bench.fresh, found.problem) == (1, "")


def timed_out(cpu_seconds: float | None) -> Examined:
    cell = {"event": "cell", "cell": "q1", "seconds": 10.0, "limit": "timeout"}
    return Examined((), (), {}, (cell,), cpu_seconds, None)


@pytest.mark.parametrize(
    ("cpu_seconds", "busy"),
    [(9.0, False), (1.0, True), (None, False)],
    ids=["a loop", "kept waiting", "unknown"],
)
def test_a_busy_machine_is_told_from_a_loop(cpu_seconds, busy):
    assert starved(timed_out(cpu_seconds), 10.0) is busy


def test_nobody_is_busy_within_the_limits():
    assert not starved(Examined((), (), {}, (), 1.0, None), 10.0)


def test_what_a_busy_machine_shows_is_not_stored(monkeypatch, examined):
    monkeypatch.setattr(sightings, "starved", lambda *_: True)
    bench, (found,) = examined([None] * 3, 1)
    assert found.busy
    bench, (found,) = examined([None] * 3, 1)
    assert (bench.fresh, found.busy) == (1, True)


def test_mutants_are_of_what_students_write(setting_of):
    template = setting_of().materials.templates["demo"]
    cell = next(cell for cell in template.cells if cell.grade_id == "q1")
    everything, rest = make_mutants(cell, 0)
    assert rest == ()
    assert {mutant.line for mutant in everything} == {4}
    few, rest = make_mutants(cell, 1)
    assert len(few) == 1
    assert {m.key for m in few} | set(rest) == {m.key for m in everything}
    assert make_mutants(cell, 1) == (few, rest)
