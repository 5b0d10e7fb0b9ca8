"""`autograder report`: a course's table and pages, release, and sources that are wrong."""

import csv
import io
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.gradebook.store import Gradebook
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


@pytest.mark.parametrize(
    ("form", "first", "again"), [("csv", "demo", "--all"), ("json", "--all", "demo")]
)
def test_a_table_may_be_written_again(
    course: Demo, tmp_path: Path, form: str, first: str, again: str
) -> None:
    file = tmp_path / "scores"
    for what in (first, first, again):
        assert course.command("report", what, "--format", form, "--output", str(file)) == 0
    (tmp_path / "empty").touch()
    assert course.command("report", first, "--format", form, "--output", f"{tmp_path}/empty") == 0


@pytest.mark.parametrize("form", ["csv", "json"])
@pytest.mark.parametrize("what", ["demo", "--all"])
def test_a_sheet_with_marks_is_not_overwritten(
    course: Demo, tmp_path: Path, what: str, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "s1.csv"
    assert course.command("mark", "demo", "--open", str(file)) == 0
    before = file.read_bytes()
    assert course.command("report", what, "--format", form, "--output", str(file)) == 2
    assert "s1.csv exists, and is no file that this command writes" in capsys.readouterr().err
    assert file.read_bytes() == before


def test_a_folder_for_a_table_or_a_file_for_pages_is_said(
    course: Demo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, file = tmp_path / "my tables", tmp_path / "f.html"
    folder.mkdir()
    file.write_text("x")
    assert course.command("report", "demo", "--format", "csv", "--output", str(folder)) == 2
    said = capsys.readouterr().err
    assert f"--output '{folder}/scores.csv'" in said
    assert course.command("report", "demo", "--output", str(file)) == 2
    assert "f.html is a file, and no folder" in capsys.readouterr().err
    below = str(file / "scores.csv")
    assert course.command("report", "demo", "--format", "csv", "--output", below) == 2
    assert "f.html is a file, and no folder" in capsys.readouterr().err


def test_a_course_without_grades_says_what_to_type(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = make_demo(tmp_path / "course", demo_cells())
    assert made.command("report", "--all") == 2
    assert "autograder grade ASSIGNMENT" in capsys.readouterr().err


# -- release --------------------------------------------------------------------------------------

TOML = 'title = "{}"\npoints = 4\nmanual_points = 2\n'


@pytest.fixture
def copied(course: Demo, tmp_path: Path) -> Demo:
    return Demo(shutil.copytree(course.root, tmp_path / "course"))


def write_toml(made: Demo, more: str = "", title: str = "Demo") -> None:
    (made.root / "source" / "demo" / "assignment.toml").write_text(TOML.format(title) + more)


def page(made: Demo) -> str:
    folder = made.root / ".autograder" / "reports" / "demo"
    return (folder / "feedback" / "ada.html").read_text("utf-8")


def test_a_release_is_taken_back(copied: Demo, capsys: pytest.CaptureFixture[str]) -> None:
    write_toml(copied, '[feedback]\nhidden_verdicts = "on_release"\n')
    assert copied.command("report", "demo", "--withdraw-release") == 2
    assert "the feedback of demo was not released" in capsys.readouterr().err
    assert copied.command("report", "demo", "--release") == 0
    assert "nothing changes" not in capsys.readouterr().err
    assert "Not shown yet" not in page(copied)
    assert copied.command("report", "demo", "--release") == 0
    assert "it was released before; nothing changes for students" in capsys.readouterr().err
    assert copied.command("report", "demo", "--withdraw-release") == 0
    said = capsys.readouterr().err
    assert "students see the verdicts of hidden tests after release by the course staff" in said
    assert "Not shown yet" in page(copied)
    with pytest.raises(SystemExit):
        copied.command("report", "demo", "--release", "--withdraw-release")
    assert copied.command("report", "--all", "--withdraw-release") == 2
    assert "--withdraw-release is for one assignment" in capsys.readouterr().err


@pytest.mark.parametrize(
    "policy",
    [
        '[feedback]\nhidden_verdicts = "always"\n',
        'due = 2001-01-01T12:00:00Z\n[feedback]\nhidden_verdicts = "after_due"\n',
    ],
)
def test_a_release_that_changes_nothing_says_so(
    copied: Demo, policy: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write_toml(copied, policy)
    for option in ("--release", "--withdraw-release"):
        assert copied.command("report", "demo", option) == 0
        said = capsys.readouterr().err
        assert "nothing changes: students see the verdicts of hidden tests anyway (hidden_v" in said
        assert "Not shown yet" not in page(copied)


def test_a_release_beside_a_table_names_the_command_for_pages(
    copied: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    write_toml(copied, '[feedback]\nhidden_verdicts = "on_release"\n')
    assert copied.command("report", "demo", "--release", "--format", "csv") == 0
    assert "the pages are written by: autograder report demo" in capsys.readouterr().err


# -- what the source says, and what only the gradebook knows --------------------------------------


def test_the_title_is_what_the_source_says_now(
    copied: Demo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_toml(copied, title="First name")
    assert copied.command("report", "demo") == 0
    write_toml(copied, title="Second name")
    assert copied.command("report", "demo") == 0
    index = copied.root / ".autograder" / "reports" / "demo" / "index.html"
    assert "<h1>Second name</h1>" in index.read_text("utf-8")
    assert "First name" not in page(copied)
    write_toml(copied, title="Third name")
    table = tmp_path / "grades.csv"
    table.write_text("Login,Third name\nada,\n")
    capsys.readouterr()
    assert copied.command("fill", "demo", str(table)) == 0
    assert "in the column 'Third name'" in capsys.readouterr().err


def test_what_only_has_a_due_date_was_not_graded(
    copied: Demo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert copied.command("extend", "later", "bob", "2126-12-01T23:59Z") == 0
    assert copied.command("report", "--all", "--format", "csv") == 0
    ada, _ = csv.DictReader(io.StringIO(capsys.readouterr().out.partition("\n")[2]))
    assert (ada["missing"], "later" in ada) == ("0", False)
    assert copied.command("report", "--all") == 0
    assert not (copied.root / ".autograder" / "reports" / "later").exists()
    (tmp_path / "table.csv").write_text("login,later\nada,\n")
    for command in (
        ("report", "later"),
        ("report", "later", "--format", "json"),
        ("report", "later", "--release"),
        ("mark", "later", "--open", "-"),
        ("mark", "later", "--list"),
        ("fill", "later", str(tmp_path / "table.csv")),
    ):
        capsys.readouterr()
        assert copied.command(*command) == 2, command
        printed, said = capsys.readouterr()
        assert (printed, said) == (
            "",
            "autograder: nothing of later was graded yet\n  Type: autograder grade later\n",
        )
    # Somebody whose work could not be examined is somebody who handed in.
    with Gradebook.open(f"sqlite:///{copied.root}/.autograder/gradebook.db") as gradebook:
        gradebook.save_attempt(
            assignment="later",
            student="bob",
            sha256="b" * 64,
            received_at=datetime(2026, 9, 1, tzinfo=UTC),
        )
    assert copied.command("report", "later") == 0


def test_a_wrong_source_stops_nobody_who_marks_or_needs_scores(
    copied: Demo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = 'due = 2126-01-01T12:00:00Z\n[feedback]\nhidden_verdicts = "after_due"\n'
    write_toml(copied, policy, title="Essays")
    later = copied.root / "source" / "later" / "assignment.toml"
    assert copied.command("report", "demo") == 0
    withheld = page(copied)
    assert "Not shown yet" in withheld
    toml = copied.root / "source" / "demo" / "assignment.toml"
    toml.write_text(toml.read_text().replace("points = 4", "points = 99", 1))
    (tmp_path / "table.csv").write_text("login,Essays\nada,\n")
    give = ("mark", "demo", "--student", "ada", "--question", "d1")
    for command, told in (
        ((*give, "--points", "1.5"), "1 mark stored; the pages stay as they were"),
        (("mark", "demo", "--list"), "ada  d1  1.5 points"),
        (("mark", "demo", "--open", "-"), "student,question"),
        (("extend", "demo", "ada", "2126-12-01T23:59Z"), "until 1 December 2126, 23:59 UTC"),
        (("extend", "demo", "--list"), "ada  until 1 December 2126"),
        (("report", "demo", "--format", "csv"), ",5.5,6,0"),
        (("report", "--all", "--format", "csv"), "5.5"),
        (("fill", "demo", str(tmp_path / "table.csv")), "ada,5.5"),
        (("students", "--missing", "demo"), "bob,Bob"),
    ):
        capsys.readouterr()
        assert copied.command(*command) == 0, command
        printed, said = capsys.readouterr()
        assert told in printed, command
        assert "warning" in said
        assert "points: 99, but its test cells hold 4\n  Write points = 4" in said.replace("`", "")
        assert page(copied) == withheld, "never more than before"
    assert copied.command("fill", "demo", str(tmp_path / "table.csv")) == 0
    assert "hidden tests are in these scores; students may see" in capsys.readouterr().err
    # Which verdicts a page may show is in the source alone.
    for command in (("report", "demo"), ("report", "demo", "--release")):
        assert copied.command(*command) == 3
        assert page(copied) == withheld
    capsys.readouterr()
    assert copied.command("extend", "later", "ada", "2126-12-01T23:59Z") == 0
    later.write_text("points = 99\n")
    assert copied.command("extend", "later", "ada", "--withdraw") == 0
    assert "points: 99" in capsys.readouterr().err


def test_all_pages_but_those_of_wrong_sources_are_written(
    copied: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(copied.root / "handed-in", copied.root / "more")
    grade = ("grade", "later", "--submissions", str(copied.root / "more"), "--runner", "process")
    assert copied.command("build") == 0
    assert copied.command(*grade, "--trust-submissions") == 0
    reports = copied.root / ".autograder" / "reports"
    shutil.rmtree(reports)
    write_toml(copied, "wrong = 1\n")
    assert copied.command("report", "--all") == 3
    assert "wrong" in capsys.readouterr().err
    assert not (reports / "demo").exists()
    assert (reports / "later" / "feedback" / "ada.html").is_file()


def test_a_source_that_is_gone_stops_no_marks(
    copied: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(copied.root / "source" / "demo")
    give = ("mark", "demo", "--student", "ada", "--question", "d1", "--points", "1.5")
    assert copied.command(*give) == 0
    assert "the pages stay as they were" in capsys.readouterr().out
    assert copied.command("mark", "dmeo", "--list") == 2
    assert "no assignment 'dmeo'" in capsys.readouterr().err
