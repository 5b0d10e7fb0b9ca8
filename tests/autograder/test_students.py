"""The roster: reading it, showing it, and names in two forms of Unicode."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.gradebook.store import Gradebook
from autograder.gradebook.values import StudentRow
from autograder.grading.submissions import find_submissions
from autograder.main import main
from autograder.reports.roster import read_roster, write_roster

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
