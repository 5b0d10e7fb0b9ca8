"""The roster: reading it, showing it, and names in two forms of Unicode."""

from __future__ import annotations

import shutil
import sqlite3
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest

from autograder.errors import UsageError
from autograder.gradebook import removal
from autograder.gradebook.models import Base, Student
from autograder.gradebook.store import Gradebook
from autograder.gradebook.values import Holdings, StudentRow
from autograder.grading import student_files
from autograder.grading.submissions import find_submissions
from autograder.main import main
from autograder.people import composed
from autograder.reports.roster import read_roster, write_roster
from tests.autograder.grading.conftest import GOOD, Demo, demo_cells, make_demo

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
COMPOSED = unicodedata.normalize("NFC", "Jürgen")
APART = unicodedata.normalize("NFD", "Jürgen")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "course"
    assert main(["init", str(folder)]) == 0
    return folder


def students(root: Path, *arguments: str) -> int:
    return main(["students", *arguments, "--course", str(root)])


def gradebook_of(root: Path) -> Gradebook:
    return Gradebook.open(f"sqlite:///{root}/.autograder/gradebook.db")


def test_a_roster_adds_and_changes_and_removes_nobody(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = tmp_path / "students.csv"
    roster.write_text(
        "id,first_name,last_name,email,section\nada,Ada,Lovelace,ada@x.org,1\nbob,,,,2\n"
    )
    capsys.readouterr()
    assert students(root, str(roster)) == 0
    assert capsys.readouterr().out.split("\n") == [
        "added    ada  Ada Lovelace  ada@x.org",
        "added    bob",
        "2 added, 0 changed, 2 in all",
        "",
    ]
    roster.write_bytes("Login;Last name\nada;Müller\ncyd;\n".encode("cp1252"))
    assert students(root, str(roster)) == 0
    assert capsys.readouterr().out.split("\n") == [
        "changed  ada  Ada Müller  ada@x.org",
        "added    cyd",
        "1 added, 1 changed, 3 in all",
        "",
    ]
    assert students(root, str(roster)) == 0
    assert capsys.readouterr().out == "0 added, 0 changed, 3 in all\n"
    assert students(root, "--list") == 0
    assert capsys.readouterr().out == (
        "id,first_name,last_name,email\nada,Ada,Müller,ada@x.org\nbob,,,\ncyd,,,\n"
    )


def test_a_login_that_lost_its_zeros_is_named(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = tmp_path / "students.csv"
    roster.write_text("id,last_name\n00123,Lovelace\n0,Zero\n")
    assert students(root, str(roster)) == 0
    capsys.readouterr()
    roster.write_text("id,last_name\n00123,Lovelace\n124,Babbage\n")
    assert students(root, str(roster)) == 0
    assert capsys.readouterr().err == ""
    roster.write_text("id,last_name\n123,Lovelace\n")
    assert students(root, str(roster)) == 0
    note = capsys.readouterr().err
    assert note.startswith("note: 123 (as 00123): the gradebook has the login with other leading")
    assert "autograder students --remove 123 --yes" in note
    assert students(root, str(roster)) == 0
    assert capsys.readouterr().err == ""  # said once: now both are known


def test_who_handed_in_nothing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with gradebook_of(root) as gradebook:
        gradebook.save_students([StudentRow(name="ada"), StudentRow(name="zoe", first_name="Z")])
    capsys.readouterr()
    header = "id,first_name,last_name,email\n"
    assert students(root, "--missing", "softmax") == 0
    assert capsys.readouterr().out == f"{header}ada,,,\nzoe,Z,,\n"
    with gradebook_of(root) as gradebook:
        gradebook.save_attempt(
            assignment="softmax", student="ada", sha256="a" * 64, received_at=NOON
        )
        gradebook.extend(assignment="softmax", student="zoe", due=NOON, author="grace")
    assert students(root, "--missing", "softmax") == 0
    assert capsys.readouterr().out == f"{header}zoe,Z,,\n"
    assert students(root, "--missing", "softmx") == 2
    assert "softmax" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,mail\nada,x\n", "no column 'id'"),
        ("id\nada\nbob\nada\n", "line 4: ada stands in line 2, too"),
        ("id,email\n,x@y.org\n", "line 2: no login"),
    ],
)
def test_a_roster_that_does_not_fit_stores_nothing(
    root: Path, tmp_path: Path, text: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "roster.csv").write_text(text)
    assert students(root, str(tmp_path / "roster.csv")) == 2
    assert message in capsys.readouterr().err
    with gradebook_of(root) as gradebook:
        assert gradebook.students() == []


def test_a_login_that_no_submission_can_have(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "roster.csv").write_text("id\nada\n../bob\n")
    assert students(root, str(tmp_path / "roster.csv")) == 2
    assert "roster.csv: the name '../bob' cannot be a student's" in capsys.readouterr().err


def test_what_is_written_is_read_again() -> None:
    rows = [StudentRow(name="@ada", first_name="=1+1"), StudentRow(name="bob", email="b@x.org")]
    assert read_roster(write_roster(rows), "roster", []) == rows
    assert read_roster(write_roster(rows), "roster", rows) == []
    with pytest.raises(UsageError, match="no column 'id'"):
        read_roster("", "roster", [])


def test_a_student_stored_with_accents_apart_is_found(tmp_path: Path) -> None:
    with Gradebook.open("sqlite://") as gradebook:
        for name in (APART, COMPOSED):
            gradebook.save_attempt(assignment="a", student=name, sha256="a" * 64, received_at=NOON)
        assert [student.name for student in gradebook.students()] == [APART]
        assert gradebook.submission("a", COMPOSED).student.name == APART
        assert gradebook.submission("a", COMPOSED).attempts == 1
        gradebook.extend(assignment="a", student=COMPOSED, due=NOON, author="grace")
        gradebook.withdraw_extension(assignment="a", student=COMPOSED, author="grace")
        assert read_roster(f"id,email\n{COMPOSED},j@x.org\n", "r", gradebook.students()) == [
            StudentRow(name=APART, email="j@x.org")
        ]


def test_two_students_of_an_older_gradebook_stay_two() -> None:
    with Gradebook.open("sqlite://") as gradebook:
        with gradebook._writing.begin() as connection:
            for name in (APART, COMPOSED):
                connection.exec_driver_sql(
                    "INSERT INTO students (name, first_name, last_name, email)"
                    " VALUES (?, '', '', '')",
                    (name,),
                )
        for name in (COMPOSED, APART):
            gradebook.save_attempt(assignment="a", student=name, sha256="a" * 64, received_at=NOON)
            assert gradebook.submission("a", name).student.name == name


def test_a_folder_with_accents_apart_is_that_student(tmp_path: Path) -> None:
    folder = tmp_path / APART / "demo"
    folder.mkdir(parents=True)
    (folder / "demo.ipynb").write_text("{}")
    assert [found.student for found in find_submissions(tmp_path, "demo", ["demo"])] == [COMPOSED]


# -- removing -------------------------------------------------------------------------------------

ODD = f"{APART} Müller"


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Three students with runs, points, comments and pages; one has a name with accents."""
    made = make_demo(tmp_path_factory.mktemp("graded") / "course", demo_cells())
    for student in ("ada", ODD, "ada-2"):
        made.submit(student, {**GOOD, "d1": f"Because {student} says so."})
    assert made.grade() == 0
    for student in ("ada", composed(ODD), "ada-2"):
        mark = ("mark", "demo", "--student", student, "--by", "grace")
        assert made.command(*mark, "--question", "d1", "--points", "1") == 0
        assert made.command(*mark, "--comment", f"Secret of {composed(student)}.") == 0
        assert made.command(*mark, "--comment", "") == 0
        assert made.command("extend", "demo", student, "2126-12-01T23:59Z") == 0
    assert made.command("compare", "demo") == 0
    return made


@pytest.fixture
def course(graded: Demo, tmp_path: Path) -> Demo:
    return Demo(shutil.copytree(graded.root, tmp_path / "course"))


def everything(course: Demo) -> dict[str, list[tuple[object, ...]]]:
    """All rows by table."""
    with sqlite3.connect(course.root / ".autograder" / "gradebook.db") as connection:
        found = {
            table: connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
            for table in Base.metadata.tables
        }
    connection.close()
    return found


def files_below(course: Demo) -> set[str]:
    state = course.root / ".autograder"
    paths = [path.relative_to(state).as_posix() for path in state.rglob("*") if path.is_file()]
    return {path for path in paths if path.startswith(("runs/", "reports/"))}


def test_what_would_be_removed_is_said_first(
    course: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    before = everything(course), files_below(course)
    assert course.command("students", "--remove", "ada") == 0
    printed = capsys.readouterr().out
    state = course.root / ".autograder"
    assert (
        "kept of ada: name and address, 1 submission, 1 attempt, 1 run, 4 results, 1 adjustment,"
        " 2 comments, 1 extension (of demo)\n"
    ) in printed
    assert f"  {state}/runs/demo/ada\n" in printed
    assert f"  {state}/reports/demo/feedback/ada.html\n" in printed
    assert "ada-2" not in printed
    assert "Nothing was removed. Add --yes" in printed
    assert (everything(course), files_below(course)) == before


@pytest.mark.parametrize("name", ["ada", composed(ODD), ODD])
def test_a_student_is_removed_and_nobody_else(
    course: Demo, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows, files = everything(course), files_below(course)
    secret = f"Secret of {composed(name)}.".encode()
    database = course.root / ".autograder" / "gradebook.db"
    assert secret in database.read_bytes()
    [key] = [row[0] for row in rows["students"] if row[1] == composed(name)]
    [submission] = [row[0] for row in rows["submissions"] if row[2] == key]
    # A run of which the grader could store the files, but no row.
    stray = course.root / ".autograder" / "runs" / "demo" / composed(name) / "x" / "record.jsonl"
    stray.parent.mkdir()
    stray.write_text("{}")
    capsys.readouterr()
    assert course.command("students", "--remove", name, "--yes") == 0
    printed = capsys.readouterr().out
    assert printed.startswith(f"removed {composed(name)}: ")
    assert "would bring the student back" in printed
    assert "autograder report demo; autograder compare demo" in printed
    after = everything(course)
    for table in ("assignments", "questions", "migrations"):
        assert after[table] == rows[table]
    assert after["students"] == [row for row in rows["students"] if row[0] != key]
    assert after["submissions"] == [row for row in rows["submissions"] if row[0] != submission]
    for table, column in (
        ("attempts", 1),
        ("adjustments", 1),
        ("comments", 1),
        ("extensions", 1),
    ):
        kept = [row for row in rows[table] if row[column] != submission]
        assert after[table] == kept, table
        assert len(kept) < len(rows[table])
    assert (len(after["runs"]), len(after["results"])) == (2, 8)
    runs = {row[0] for row in after["runs"]}
    assert after["results"] == [row for row in rows["results"] if row[1] in runs]
    page = f"reports/demo/feedback/{quote(composed(name))}.html"
    mine = {file for file in files if file.startswith(f"runs/demo/{composed(name)}/")} | {page}
    assert len(mine) == 3
    assert files_below(course) == files - mine
    assert not stray.parent.parent.exists()
    assert secret not in database.read_bytes(), "deleted rows can be read in the file"
    assert list(course.submissions.glob("*.ipynb")), "what was handed in is left"
    assert course.command("report", "demo") == 0
    index = course.root / ".autograder" / "reports" / "demo" / "index.html"
    assert f">{composed(name)}<" not in index.read_text("utf-8")
    with gradebook_of(course.root) as gradebook:
        assert gradebook.check() == []


def test_nobody_is_removed_if_one_is_unknown(
    course: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    before = everything(course), files_below(course)
    assert course.command("students", "--remove", "ada", "ada2", "--yes") == 2
    message = capsys.readouterr().err
    assert "the gradebook knows no student 'ada2'\n  Did you mean 'ada-2'?" in message
    assert (everything(course), files_below(course)) == before
    assert course.command("students", "--list", "--yes") == 2
    assert "--yes is for --remove" in capsys.readouterr().err


@pytest.mark.parametrize("done", [True, False])
def test_a_removal_that_was_interrupted_is_repeated(
    course: Demo,
    done: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Files go before the rows are final: who is still known can be removed again."""
    before = everything(course)
    remove = student_files.remove

    def interrupted(paths: list[Path]) -> None:
        remove(paths if done else paths[:1])
        raise KeyboardInterrupt

    monkeypatch.setattr(student_files, "remove", interrupted)
    both = ("students", "--remove", "ada", ODD, composed(ODD), "--yes")
    assert course.command(*both) == 130
    assert everything(course) == before
    monkeypatch.undo()
    capsys.readouterr()
    assert course.command(*both) == 0
    assert [row[1] for row in everything(course)["students"]] == ["ada-2"]
    assert {path.split("/")[2] for path in files_below(course) if path.startswith("runs/")} == {
        "ada-2"
    }


def test_a_login_of_the_roster_is_removed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with gradebook_of(root) as gradebook:
        gradebook.save_students([StudentRow(name="zoe", first_name="Z"), StudentRow(name="ada")])
    capsys.readouterr()
    assert students(root, "--remove", "zoe", "--yes") == 0
    assert capsys.readouterr().out == "removed zoe  Z: name and address\n"
    assert students(root, "--list") == 0
    assert "zoe" not in capsys.readouterr().out


def test_students_that_differ_by_capitals_keep_their_own_runs(tmp_path: Path) -> None:
    """Where small and capital letters are the same, their runs lie in one folder."""
    ours, theirs = "runs/demo/ada/1/record.jsonl", "runs/demo/ada/2/record.jsonl"
    for file in (ours, theirs, "reports/demo/feedback/ada.html"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).touch()
    held = Holdings(
        student=StudentRow(name="ada"),
        assignments=("demo",),
        counts={},
        sources=(),
        files=(ours, "../outside", "runs/demo/ada/gone/record.jsonl"),
    )
    (tmp_path.parent / "outside").touch()
    page = tmp_path / "reports" / "demo" / "feedback" / "ada.html"
    mine = student_files.student_files(tmp_path, held, ["Ada"])
    assert mine == [tmp_path / "runs" / "demo" / "ada" / "1", page]
    alone = student_files.student_files(tmp_path, held, ["bob"])
    assert alone == [tmp_path / "runs" / "demo" / "ada", page]


def test_every_table_with_something_of_a_student_is_emptied() -> None:
    """A table that is new is either reached from a student, or holds nothing of one."""
    reached = {"students"}
    while more := {
        table.name
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name in reached and table.name not in reached
    }:
        reached |= more
    student = Student(id=1, name="ada")
    assert {table.__tablename__ for table in removal._owned(student)} == reached
