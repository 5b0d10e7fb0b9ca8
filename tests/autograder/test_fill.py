"""`autograder fill`: the command."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.autograder.grading.conftest import GOOD, Demo, demo_cells, make_demo

EXPORT = "Name,Login,demo (12)\nAda,ada,\nBob,bob,\nCyd,cyd,1\n"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Ada's essay has points, Bob's has not, Cyd did not hand in."""
    made = make_demo(tmp_path_factory.mktemp("filled") / "course", demo_cells())
    for student in ("ada", "bob"):
        made.submit(student, {**GOOD, "d1": f"Because {student} says so."})
    assert made.grade() == 0
    marks = ("--student", "ada", "--question", "d1", "--points", "1.5")
    assert made.command("mark", "demo", *marks) == 0
    (made.root / "export.csv").write_text(EXPORT)
    return made


def test_the_table_is_written_and_the_rest_is_named(
    course: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    export = course.root / "export.csv"
    capsys.readouterr()
    assert course.command("fill", "demo", str(export)) == 0
    printed, said = capsys.readouterr()
    assert [row["demo (12)"] for row in csv.DictReader(printed.splitlines())] == ["5.5", "", "1"]
    assert "1 score of at most 6 points in the column 'demo (12)', students by 'Login'" in said
    assert "bob: not final (a person or another run has to decide), left as it was" in said
    assert "cyd: in the table, but nobody who submitted has this login" in said
    assert "not scaled" not in said
    file = course.root / "filled.csv"
    assert course.command("fill", "demo", str(export), "--output", str(file)) == 0
    assert file.read_bytes().startswith(b"\xef\xbb\xbfName,"), "else Excel shows mojibake"
    assert export.read_text() == EXPORT


def test_a_column_for_other_points_is_named(
    course: Demo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "canvas.csv"
    table.write_text(EXPORT.replace("Ada,", "  Points Possible,,100\nAda,"))
    assert course.command("fill", "demo", str(table)) == 0
    said = capsys.readouterr().err
    assert "the column is for 100 points, and the scores are not scaled" in said


def test_what_was_exported_is_never_overwritten(
    course: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    export = course.root / "export.csv"
    assert course.command("fill", "demo", str(export), "--output", str(export)) == 2
    assert "export.csv is what was exported" in capsys.readouterr().err
    assert export.read_text() == EXPORT


def test_a_filled_table_may_be_replaced_and_nothing_else(
    course: Demo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, sheet = tmp_path / "filled.csv", tmp_path / "sheet.csv"
    command = ("fill", "demo", str(course.root / "export.csv"), "--output")
    assert course.command(*command, str(file)) == 0
    assert course.command(*command, str(file)) == 0
    assert course.command("mark", "demo", "--open", str(sheet)) == 0
    before = sheet.read_bytes()
    assert course.command(*command, str(sheet)) == 2
    assert "sheet.csv exists, and is no file that this command writes" in capsys.readouterr().err
    assert sheet.read_bytes() == before
    assert course.command(*command, str(tmp_path)) == 2
    assert f"--output {tmp_path}/demo.csv" in capsys.readouterr().err


def test_scores_with_withheld_verdicts_are_named(
    course: Demo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    toml = 'title = "demo"\npoints = 4\nmanual_points = 2\n'
    policy = '[feedback]\nhidden_verdicts = "on_release"\n'
    (course.root / "source" / "demo" / "assignment.toml").write_text(toml + policy)
    export = course.root / "export.csv"
    note = "hidden tests are in these scores; students see their verdicts after release"
    assert course.command("fill", "demo", str(export), "--output", str(tmp_path / "a.csv")) == 0
    assert note in capsys.readouterr().err
    assert course.command("report", "demo", "--release") == 0
    assert course.command("fill", "demo", str(export), "--output", str(tmp_path / "b.csv")) == 0
    assert note not in capsys.readouterr().err


def test_a_table_that_is_not_there_or_a_workbook_is_named(
    course: Demo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for more in ((), ("--output", str(course.root / "export.csv"))):
        assert course.command("fill", "demo", str(tmp_path / "none.csv"), *more) == 2
        assert "cannot be read" in capsys.readouterr().err
    (tmp_path / "grades.csv").write_bytes(b"PK\x03\x04...")
    assert course.command("fill", "demo", str(tmp_path / "grades.csv")) == 2
    assert "Save it as CSV" in capsys.readouterr().err
