"""What a check found, recorded in assignment.toml, and what makes the record out of date."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.assignment import Assignment
from autograder.checking.record import Record, fingerprint, write_record
from autograder.course import Course
from autograder.errors import ConfigError
from tests.autograder.grading.conftest import Demo, cell, make_demo

TOML = '# Mine.\ntitle = "Double"  # of two\npoints = 1\n\n[check]\nlargest_single_loss = 1.0\n'
ANSWER = "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
TEST = """# Hidden: values (1 point)
### BEGIN HIDDEN TESTS
assert double(3) == 6
### END HIDDEN TESTS"""
WRONG = "# mistake: squares\n# fails: q1_values\n# %% q1\ndef double(x):\n    return x * x\n"
RECORD = Record(
    date=dt.date(2026, 11, 30),
    backend="docker gpu-runner:467f3d5e0620",
    seed=1,
    fingerprint="5a1f0c3e9b7d2468",
    errors=0,
    warnings=2,
    right=0,
    wrong=1,
    mutants=4,
    killed=3,
    equivalent=1,
    left_out=0,
)


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    made = make_demo(
        tmp_path / "course",
        [
            cell("# Double\n\nWrite `double(x)`.", "text", "markdown", locked=True),
            cell(ANSWER, "q1", solution=True),
            cell(TEST, "q1_values", points=1, grade=True, locked=True),
        ],
        TOML,
    )
    wrong = made.root / "source" / "demo" / "variants" / "wrong"
    wrong.mkdir(parents=True)
    (wrong / "squares.py").write_text(WRONG)
    return made


def loaded(demo: Demo) -> tuple[Course, Assignment]:
    course = Course.load(demo.root)
    return course, course.assignment("demo")


def checked(demo: Demo, *arguments: str) -> int:
    runner = ("--runner", "process", "--trust-submissions", "--jobs", "1")
    return demo.command("check", "demo", *runner, *arguments)


def test_a_check_is_recorded_beside_what_the_author_wrote(
    demo: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    file = demo.root / "source" / "demo" / "assignment.toml"
    assert checked(demo, "--write") == 0
    assert "Written:" in capsys.readouterr().err
    text = file.read_text()
    assert text.startswith(TOML)
    course, assignment = loaded(demo)
    record = Record.read(assignment)
    assert record is not None
    assert record.is_of(course, assignment)
    assert record.date == dt.datetime.now(dt.UTC).date()
    assert record.backend.startswith("process packages ")
    assert (record.seed, record.errors, record.right, record.wrong) == (1, 0, 0, 1)
    assert 0 < record.killed == record.mutants
    assert checked(demo, "--write") == 0  # from the cache
    assert file.read_text() == text


def test_a_check_with_errors_is_recorded_as_one(demo: Demo) -> None:
    wrong = demo.root / "source" / "demo" / "variants" / "wrong" / "squares.py"
    wrong.write_text(WRONG.replace("x * x", "x + x"))
    assert checked(demo, "--write") == 11
    record = Record.read(loaded(demo)[1])
    assert record is not None
    assert record.errors == 1


@pytest.mark.parametrize("option", [("--question", "q1"), ("--no-mutants",)])
def test_part_of_a_check_is_not_recorded(
    option: tuple[str, ...], demo: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    assert checked(demo, "--write", *option) == 2
    assert "only a whole check can be recorded" in capsys.readouterr().err
    assert Record.read(loaded(demo)[1]) is None


def test_an_assignment_without_a_file_has_no_place_for_a_record(
    demo: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    (demo.root / "source" / "demo" / "assignment.toml").unlink()
    assert checked(demo, "--write") == 2
    assert 'Write it: title = "…" and points = 1' in capsys.readouterr().err


Change = Callable[[Path], None]


def replaced(name: str, old: str, new: str) -> Change:
    def change(folder: Path) -> None:
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), "utf-8")

    return change


def added(name: str, text: str) -> Change:
    def change(folder: Path) -> None:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)

    return change


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(replaced("demo.ipynb", "2 * x", "x * 2"), id="solution"),
        pytest.param(replaced("demo.ipynb", "== 6", "== 6.0"), id="test"),
        pytest.param(replaced("variants/wrong/squares.py", "x * x", "x ** 2"), id="variant"),
        pytest.param(added("variants/right/sum.py", "# %% q1\n"), id="new variant"),
        pytest.param(added("variants/equivalent.toml", '[aa]\nreason = "r"\n'), id="equivalent"),
        pytest.param(added("rows.csv", "1,2\n"), id="data"),
        pytest.param(added("assignment.toml", f"{TOML}[limits]\ncell_seconds = 30\n"), id="limits"),
        pytest.param(added("assignment.toml", f'{TOML}[run]\nmodules = ["json"]\n'), id="modules"),
    ],
)
def test_what_results_depend_on_is_in_the_fingerprint(change: Change, demo: Demo) -> None:
    before = fingerprint(*loaded(demo))
    change(demo.root / "source" / "demo")
    assert fingerprint(*loaded(demo)) != before


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(replaced("demo.ipynb", "Write `double", "Please write `double"), id="text"),
        pytest.param(replaced("assignment.toml", "# Mine.", "# Ours."), id="comment"),
        pytest.param(replaced("assignment.toml", '"Double"', '"Twice"'), id="title"),
        pytest.param(added("submissions/ada.py", "# %% q1\n"), id="submission"),
        pytest.param(
            lambda folder: write_record(folder / "assignment.toml", RECORD) and None, id="record"
        ),
    ],
)
def test_what_changes_no_result_is_not_in_the_fingerprint(change: Change, demo: Demo) -> None:
    before = fingerprint(*loaded(demo))
    change(demo.root / "source" / "demo")
    assert fingerprint(*loaded(demo)) == before


def test_a_record_is_read_as_it_was_written(demo: Demo) -> None:
    file = demo.root / "source" / "demo" / "assignment.toml"
    assert write_record(file, RECORD)
    assert Record.read(loaded(demo)[1]) == RECORD
    later = dataclasses.replace(RECORD, killed=4, date=dt.date(2026, 12, 1))
    assert write_record(file, later)
    assert Record.read(loaded(demo)[1]) == later
    assert not write_record(file, later)


def test_a_file_of_windows_stays_one(demo: Demo) -> None:
    """With its byte order mark and its line ends."""
    file = demo.root / "source" / "demo" / "assignment.toml"
    text = file.read_text("utf-8") + "# Größe\n"
    file.write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    assert write_record(file, RECORD)
    data = file.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n") > text.count("\n")
    assert data.decode("utf-8-sig").replace("\r\n", "\n").startswith(text)
    assert Record.read(loaded(demo)[1]) == RECORD
    assert not write_record(file, RECORD)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("killed = 3\n", "", "checked.killed: is missing"),
        ("killed = 3", "killed = -1", "checked.killed: -1: a whole number"),
        ("killed = 3", "killed = 3\nkiled = 3", "checked.kiled: there is no such key"),
        ("2026-11-30", '"today"', "checked.date: 'today': a date is needed"),
        ('"5a1f0c3e9b7d2468"', '""', "checked.fingerprint: must not be empty"),
    ],
)
def test_a_damaged_record_is_refused(old: str, new: str, message: str, demo: Demo) -> None:
    file = demo.root / "source" / "demo" / "assignment.toml"
    write_record(file, RECORD)
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
    with pytest.raises(ConfigError) as caught:
        Record.read(loaded(demo)[1])
    assert message in caught.value.message


def test_doctor_names_what_was_not_checked(demo: Demo, capsys: pytest.CaptureFixture[str]) -> None:
    demo.command("doctor")
    assert "autograder check demo --write" in capsys.readouterr().out
    file = demo.root / "source" / "demo" / "assignment.toml"
    record = dataclasses.replace(RECORD, fingerprint=fingerprint(*loaded(demo)))
    write_record(file, record)
    demo.command("doctor")
    assert "1 assignment ready, as recorded" in capsys.readouterr().out
    write_record(file, dataclasses.replace(record, errors=1))
    demo.command("doctor")
    assert "autograder check demo --write" in capsys.readouterr().out
