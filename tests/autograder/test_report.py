"""`autograder report --all`: a course's table and pages."""

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from tests.autograder.grading.conftest import GOOD, Demo, demo_cells, make_demo


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Ada handed in `demo`; Bob is on the roster only; `later` was never graded."""
    made = make_demo(tmp_path_factory.mktemp("graded") / "course", demo_cells())
    shutil.copytree(made.root / "source" / "demo", made.root / "source" / "later")
    (made.root / "source" / "later" / "demo.ipynb").rename(
        made.root / "source" / "later" / "later.ipynb"
    )
    made.submit("ada", GOOD)
    assert made.grade() == 0
    roster = made.root / "roster.csv"
    roster.write_text("id,first_name\nada,Ada\nbob,Bob\n")
    assert made.command("students", str(roster)) == 0
    return made


def test_the_table_has_everybody_and_what_was_graded(
    course: Demo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert course.command("report", "--all", "--format", "csv") == 0
    ada, bob = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert float(ada["demo"]) == float(ada["total"]) > 0
    assert (bob["first_name"], bob["demo"], bob["missing"]) == ("Bob", "", "1")
    assert "later" not in ada
    file = tmp_path / "course.json"
    assert course.command("report", "--all", "--format", "json", "--output", str(file)) == 0
    assert "2 students in" in capsys.readouterr().out
    assert [row["student"] for row in json.loads(file.read_text("utf-8"))["students"]] == [
        "ada",
        "bob",
    ]


def test_an_assignment_whose_source_is_gone_stays_in_the_table(
    course: Demo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = Demo(shutil.copytree(course.root, tmp_path / "course"))
    shutil.rmtree(copy.root / "source" / "demo")
    assert copy.command("report", "--all", "--format", "csv") == 0
    assert next(csv.DictReader(io.StringIO(capsys.readouterr().out)))["demo"]


def test_all_pages_are_written(course: Demo, capsys: pytest.CaptureFixture[str]) -> None:
    pages = course.root / ".autograder" / "reports"
    shutil.rmtree(pages / "demo")
    assert course.command("report", "--all") == 0
    assert (pages / "demo" / "feedback" / "ada.html").is_file()
    assert not (pages / "later").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--release",), "Name it instead of --all"),
        (("--output", "pages"), "a folder of their own"),
    ],
)
def test_what_does_not_fit_together_is_said(
    course: Demo, arguments: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert course.command("report", "--all", *arguments) == 2
    assert message in capsys.readouterr().err


def test_a_course_without_grades_says_what_to_type(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = make_demo(tmp_path / "course", demo_cells())
    assert made.command("report", "--all") == 2
    assert "autograder grade ASSIGNMENT" in capsys.readouterr().err
