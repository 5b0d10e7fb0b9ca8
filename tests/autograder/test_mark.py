"""What people add at the command line: points, comments, due dates, and sheets of them."""

from __future__ import annotations

import csv
import io
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from autograder.gradebook.store import Gradebook
from autograder.main import main
from autograder.results import Outcome, Status, TestResult, Verdict
from tests.autograder.grading.conftest import GOOD, Demo, demo_cells, make_demo

MORNING = datetime(2026, 9, 1, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Three students who handed in `demo`; their essays `d1` (2 points) wait for a person."""
    made = make_demo(tmp_path_factory.mktemp("graded") / "course", demo_cells())
    for student in ("ada", "bob", "cyd"):
        answers = GOOD if student != "bob" else {}
        made.submit(student, {**answers, "d1": f"Because {student} says so."})
    assert made.grade() == 0
    return made


@pytest.fixture
def course(graded: Demo, tmp_path: Path) -> Demo:
    return Demo(shutil.copytree(graded.root, tmp_path / "course"))


def run(course: Demo, *arguments: str) -> int:
    return main([arguments[0], "demo", "--course", str(course.root), *arguments[1:]])


def essay(course: Demo, student: str) -> Any:
    with gradebook_of(course) as gradebook:
        return next(
            item
            for item in gradebook.submission("demo", student).questions
            if item.question.grade_id == "d1"
        )


def gradebook_of(course: Demo) -> Gradebook:
    return Gradebook.open(f"sqlite:///{course.root}/.autograder/gradebook.db")


def page(course: Demo, student: str) -> str:
    path = course.root / ".autograder" / "reports" / "demo" / "feedback" / f"{student}.html"
    return path.read_text("utf-8")


def test_a_sheet_is_written_filled_in_and_stored(
    course: Demo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "open.csv"
    assert run(course, "mark", "--open", str(sheet)) == 0
    assert sheet.read_bytes().startswith(b"\xef\xbb\xbfstudent,"), "else Excel shows mojibake"
    with sheet.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert [(row["student"], row["question"], row["maximum"]) for row in rows] == [
        (student, "d1", "2") for student in ("ada", "bob", "cyd")
    ]
    rows[0] |= {"points": "1.5", "reason": "no example", "comment": "Read **chapter 3**."}
    rows[1] |= {"points": "0"}
    with sheet.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    capsys.readouterr()
    assert run(course, "mark", "--sheet", str(sheet), "--by", "grace") == 0
    assert "3 marks stored" in capsys.readouterr().out
    assert (essay(course, "ada").points, essay(course, "bob").points) == (1.5, 0)
    assert essay(course, "ada").adjustment.author == "grace"
    assert essay(course, "cyd").points is None, "nothing was filled in"
    assert "no example" in page(course, "ada")
    assert "<strong>chapter 3</strong>" in page(course, "ada")
    # The same sheet again, after an interruption or by mistake, adds nothing.
    assert run(course, "mark", "--sheet", str(sheet), "--by", "grace") == 0
    assert "0 marks stored" in capsys.readouterr().out
    assert len(essay(course, "ada").comments) == 1


def test_a_sheet_says_where_the_answers_are(
    course: Demo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    course.submit("Zoë O'Hara", {**GOOD, "d1": "Because 7 > 6."})
    assert course.grade("--student", "Zoë O'Hara") == 0
    capsys.readouterr()
    assert run(course, "mark", "--open", "-") == 0
    text = capsys.readouterr().out
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 4
    for row in rows:
        shown = Path(row["page"]).read_text("utf-8")
        assert f"Because {row['student']} says so." in shown or "Because 7 &gt; 6." in shown
    sheet = tmp_path / "open.csv"
    sheet.write_text(text.replace(",2,,,", ",2,1,,").replace("/", "\\"))
    assert run(course, "mark", "--sheet", str(sheet)) == 0, "the column is not read again"
    assert essay(course, "Zoë O'Hara").points == 1


def test_a_sheet_with_one_wrong_line_stores_nothing(
    course: Demo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "marks.csv"
    for line, words in {
        "bbo,d1,1": ("line 3: bbo has submitted nothing", "Did you mean 'bob'?"),
        "bob,d2,1": ("line 3: demo has no question 'd2'", "Allowed: d1"),
        "bob,d1,2.5": ("line 3: d1: 2.5 points are outside 0 to 2", "Extra credit"),
        "bob,d1,-1": ("line 3: d1: -1 points are outside 0 to 2",),
        "bob,d1,nan": ("line 3: d1: nan points are outside 0 to 2",),
        "bob,d1,many": ("line 3: 'many' is no number of points",),
        "bob,,1": ("line 3: points are for a question",),
        "bob,d1,,why": ("line 3: a reason without points",),
        "ada,demo/d1,2": ("line 3: demo/d1 of ada: 2 points, but 1 in marks.csv, line 2",),
    }.items():
        sheet.write_text(f"student,question,points,reason\nada,d1,1,\n{line}\n")
        assert run(course, "mark", "--sheet", str(sheet)) == 2, line
        message = capsys.readouterr().err
        for part in words:
            assert part in message
        assert essay(course, "ada").points is None, line


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfStudent;Question;Points;Notes\r\nada;d1;1,5;fast\r\n",
        b"student\tquestion\tpoints\tcomment\nada\td1\t1.5\t\n",
        "name,student,question,points\nZoë,ada,demo/d1,1.5\n".encode("cp1252"),
        "student\tquestion\tpoints\nada\td1\t1,5\n".encode("utf-16"),
        b"\xef\xbb\xbfsep=;\r\nstudent;question;points\r\nada;d1;1,5\r\n",
        b"sep=|\nstudent|question|points\nada|d1|1.5\n",
        b'student,question,points,comment\rada,d1,1.5,"two\rlines"\r',
    ],
    ids=[
        *("semicolons and commas", "tabs", "Windows", "Unicode text"),
        *("separator line", "another separator", "carriage returns"),
    ],
)
def test_sheets_of_other_programs(course: Demo, tmp_path: Path, content: bytes) -> None:
    sheet = tmp_path / "marks.csv"
    sheet.write_bytes(content)
    assert run(course, "mark", "--sheet", str(sheet)) == 0
    assert essay(course, "ada").points == 1.5


def test_a_sheet_that_lost_its_zeros_names_the_login(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    course = make_demo(tmp_path / "course", demo_cells())
    for login in ("00123", "456"):
        course.submit(login, {**GOOD, "d1": "Because."})
    assert course.grade() == 0
    sheet = tmp_path / "marks.csv"
    for cell, login in (("123", "00123"), ("0456", "456")):
        sheet.write_text(f"student,question,points\n{cell},d1,1\n")
        capsys.readouterr()
        assert run(course, "mark", "--sheet", str(sheet)) == 2
        said = capsys.readouterr().err
        assert f"{cell} has submitted nothing" in said
        assert f"Did you mean {login!r}? A spreadsheet program drops leading zeros" in said
    table = tmp_path / "export.csv"
    table.write_text("Login,demo\n123,\n456,\n")
    assert run(course, "fill", str(table)) == 0
    assert "00123 (in the table: 123): only leading zeros differ" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["sep=;\n{}", "{}"])
def test_a_wrong_line_is_counted_as_in_the_file(
    course: Demo, tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "marks.csv"
    sheet.write_text(text.format("student;question;points\nada;d1;1\nbob;d1;many\n"))
    assert run(course, "mark", "--sheet", str(sheet)) == 2
    assert f"line {3 + text.count('sep')}: 'many' is no number" in capsys.readouterr().err


def test_a_line_that_is_there_twice_is_no_contradiction(course: Demo, tmp_path: Path) -> None:
    sheet = tmp_path / "marks.csv"
    sheet.write_text("student,question,points\nada,d1,1\nada,demo/d1,1\n")
    assert run(course, "mark", "--sheet", str(sheet)) == 0
    assert essay(course, "ada").points == 1


def test_umlauts_survive_spreadsheet_programs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    course = make_demo(tmp_path / "course", demo_cells())
    course.submit("Jürgen Müller", {**GOOD, "d1": "Because."})
    assert course.grade() == 0
    sheet, scores = tmp_path / "open.csv", tmp_path / "scores.csv"
    assert run(course, "mark", "--open", str(sheet)) == 0
    filled_in = sheet.read_text("utf-8-sig").replace(",2,,,", ",2,1.5,,")
    sheet.write_bytes(filled_in.encode("cp1252"))  # as Excel saves CSV
    assert run(course, "mark", "--sheet", str(sheet)) == 0
    assert essay(course, "Jürgen Müller").points == 1.5
    assert run(course, "report", "--format", "csv", "--output", str(scores)) == 0
    assert f"1 submission in {scores}" in capsys.readouterr().out
    assert scores.read_bytes().startswith(b"\xef\xbb\xbfstudent,")
    assert run(course, "report", "--format", "json", "--output", str(scores)) == 0
    assert scores.read_bytes().startswith(b"{")


def test_a_login_that_looks_like_a_formula(tmp_path: Path) -> None:
    course = make_demo(tmp_path / "course", demo_cells())
    course.submit("@bo", {**GOOD, "d1": "Because."})
    assert course.grade() == 0
    sheet = tmp_path / "open.csv"
    assert run(course, "mark", "--open", str(sheet)) == 0
    text = sheet.read_text()
    assert "'@bo,d1," in text
    sheet.write_text(text.replace(",2,,,", ",2,1.5,,"))
    assert run(course, "mark", "--sheet", str(sheet)) == 0
    assert essay(course, "@bo").points == 1.5


def test_a_sheet_that_cannot_be_read(
    course: Demo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(course, "mark", "--sheet", str(tmp_path / "none.csv")) == 2
    assert "none.csv: cannot be read: No such file" in capsys.readouterr().err
    for content, words in {
        b"": "marks.csv: no column 'student'\n  Its first line is empty.",
        b"student,points\n": "no column 'question'\n  Its first line has the columns 'student', ",
        b"PK\x03\x04\x14": "marks.csv: a workbook of a spreadsheet program, not CSV",
    }.items():
        (tmp_path / "marks.csv").write_bytes(content)
        assert run(course, "mark", "--sheet", str(tmp_path / "marks.csv")) == 2
        assert words in capsys.readouterr().err


def test_a_sheet_never_replaces_one_that_may_hold_marks(
    course: Demo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "open.csv"
    sheet.write_text("student,question,points\nada,d1,2\n")
    assert run(course, "mark", "--open", str(sheet)) == 2
    assert "may hold marks" in capsys.readouterr().err
    assert sheet.read_text().endswith("ada,d1,2\n")
    assert run(course, "mark", "--open", "-") == 0
    assert capsys.readouterr().out.startswith("student,question,title,maximum,points,")


def test_one_mark_at_a_time(course: Demo, capsys: pytest.CaptureFixture[str]) -> None:
    give = ("mark", "--student", "ada", "--question")
    assert run(course, *give, "d1", "--points", "2", "--reason", "clear") == 0
    assert run(course, *give, "q2_hidden", "--points", "0,5", "--by", "grace") == 0
    assert run(course, "mark", "--student", "ada", "--comment", "Well done.") == 0
    with gradebook_of(course) as gradebook:
        ada = gradebook.submission("demo", "ada")
    assert (ada.score, ada.status) == (5.5, Status.GRADED)
    assert [comment.text for comment in ada.comments] == ["Well done."]
    assert "Well done." in page(course, "ada")
    assert run(course, *give, "q2_hidden", "--withdraw") == 0
    assert run(course, *give, "d1", "--points", "3", "--above-maximum") == 0
    with gradebook_of(course) as gradebook:
        assert gradebook.submission("demo", "ada").score == 7
    capsys.readouterr()
    assert run(course, "mark", "--student", "ada", "--student", "bob", "--comment", "Both.") == 0
    assert "2 marks stored" in capsys.readouterr().out
    assert run(course, "mark") == 2
    assert "Name --sheet FILE, or --student NAME" in capsys.readouterr().err
    assert run(course, *give, "d1") == 2
    assert "neither points nor a comment" in capsys.readouterr().err


def test_comments_are_corrected_and_taken_back(
    course: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    say = ("mark", "--student", "ada", "--by", "grace")
    assert run(course, *say, "--question", "d1", "--comment", "Wel done.") == 0
    assert run(course, *say, "--question", "d1", "--points", "2", "--reason", "clear") == 0
    assert run(course, *say, "--comment", "See chapter 3.") == 0
    assert run(course, "mark", "--student", "bob", "--comment", "Bob's.") == 0
    capsys.readouterr()
    assert run(course, "mark", "--list", "--student", "ada") == 0
    assert capsys.readouterr().out.split("\n") == [
        "ada  d1  2 points, grace: clear",
        "ada  d1  comment 1, grace: Wel done.",
        "ada  whole  comment 2, grace: See chapter 3.",
        "",
    ]
    assert run(course, "mark", "--list") == 0
    assert "bob  whole  comment 3, " in capsys.readouterr().out
    assert run(course, *say, "--replace-comment", "1", "--comment", "Well done.") == 0
    assert [comment.text for comment in essay(course, "ada").comments] == ["Well done."]
    assert "Wel done." not in page(course, "ada")
    assert run(course, *say, "--comment", "") == 0
    assert "See chapter 3." not in page(course, "ada")
    assert "Well done." in page(course, "ada")
    with gradebook_of(course) as gradebook:
        connection = gradebook._engine.connect()
        texts = connection.exec_driver_sql("SELECT text FROM comments ORDER BY id").scalars().all()
        connection.close()
    assert texts == ["Wel done.", "See chapter 3.", "Bob's.", "Well done.", ""]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--replace-comment", "1", "--comment", "x"), "ada has no comment 1"),
        (("--replace-comment", "1"), "goes with one student and a comment"),
        (("--comment", ""), "ada has no comment on the whole submission"),
        (("--question", "d1", "--comment", ""), "ada has several comments on d1"),
        (("--list", "--comment", "x"), "--list stands alone"),
    ],
)
def test_comments_that_cannot_be_taken_back(
    course: Demo, options: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for student, text in (("bob", "a"), ("ada", "b"), ("ada", "c")):
        assert run(course, "mark", "--student", student, "--question", "d1", "--comment", text) == 0
    assert run(course, "mark", "--student", "ada", *options) == 2
    assert message in capsys.readouterr().err


def test_a_comment_is_replaced_on_its_own_question(
    course: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(course, "mark", "--student", "ada", "--comment", "Well.") == 0
    replace = ("mark", "--student", "ada", "--replace-comment", "1", "--comment", "Better.")
    assert run(course, *replace, "--question", "d1") == 2
    assert "comment 1 of ada is not on d1" in capsys.readouterr().err
    assert run(course, *replace) == 0


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (
            ("--list", "--withdraw", "--student", "ada"),
            "--list stands alone, or with --student, not with --withdraw\n",
            "autograder mark demo --list",
        ),
        (
            ("--sheet", "s.csv", "--points", "0", "--comment", "", "--question", "d1"),
            "not with --comment, --points, --question\n",
            "autograder mark demo --sheet FILE",
        ),
        (
            ("--sheet", "s.csv", "--list"),
            "--list stands alone, or with --student, not with --s",
            "",
        ),
        (
            ("--open", "o.csv", "--list", "--points", "1"),
            "--open stands alone, not with --list, --points\n",
            "autograder mark demo --open FILE",
        ),
        (("--open", "o.csv", "--by", "grace"), "--open stands alone, not with --by\n", ""),
        (("--list", "--replace-comment", "3"), "not with --replace-comment\n", ""),
        (("--list", "--reason", "why"), "not with --reason\n", ""),
        (
            ("--student", "ada", "--question", "d1", "--points", "1", "--replace-points"),
            "--student is for single marks, not with --replace-points\n",
            "Leave it away",
        ),
        (
            ("--student", "ada", "--comment", "x", "--reason", "why"),
            "--reason goes with points",
            "Add --points N.",
        ),
        (
            ("--student", "ada", "--question", "d1", "--withdraw", "--above-maximum"),
            "--above-maximum goes with points",
            "",
        ),
        (("--points", "1"), "nothing to store", "--student NAME"),
    ],
)
def test_no_option_is_left_unread(
    course: Demo,
    arguments: tuple[str, ...],
    message: str,
    hint: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(course.root)
    (course.root / "s.csv").write_text("student,question,points\nada,d1,2\n")
    assert run(course, "mark", *arguments) == 2
    printed, said = capsys.readouterr()
    assert message in said
    assert hint in said
    assert printed == ""
    assert essay(course, "ada").adjustment is None
    assert not (course.root / "o.csv").exists()


def sheet_of(course: Demo, *lines: str) -> str:
    path = course.root / "marks.csv"
    path.write_text("\n".join(("student,question,points,reason,comment", *lines, "")))
    return str(path)


def test_a_sheet_does_not_change_points_of_others_by_itself(
    course: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    first = ("mark", "--sheet", sheet_of(course, "bob,d1,2,clear,", "cyd,d1,1,,"), "--by", "grace")
    assert run(course, *first) == 0
    capsys.readouterr()
    lines = ("ada,d1,1,,", "bob,d1,0.5,,Hm.", "cyd,d1,1,,")
    second = ("mark", "--sheet", sheet_of(course, *lines), "--by", "hal")
    assert run(course, *second) == 2
    message = capsys.readouterr().err
    assert "another person gave other points: bob d1: 0.5 instead of 2 by grace\n" in message
    assert "--replace-points" in message
    assert (essay(course, "ada").points, essay(course, "bob").points) == (None, 2)
    assert essay(course, "bob").comments == ()
    assert run(course, *second, "--replace-points") == 0
    assert "bob d1: 0.5 instead of 2 by grace\n3 marks stored" in capsys.readouterr().out
    assert (essay(course, "bob").points, essay(course, "bob").adjustment.author) == (0.5, "hal")
    assert essay(course, "cyd").adjustment.author == "grace", "the same points are no news"
    # Who corrects points of their own is told, and not asked.
    own = ("mark", "--sheet", sheet_of(course, "bob,demo/d1,1.5,,"), "--by", "hal")
    assert run(course, *own) == 0
    assert "bob demo/d1: 1.5 instead of 0.5 by hal\n1 mark stored" in capsys.readouterr().out


def test_a_single_mark_names_what_it_replaces(
    course: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    give = ("mark", "--student", "bob", "--question", "d1")
    assert run(course, *give, "--points", "2", "--reason", "clear", "--by", "grace") == 0
    assert "instead of" not in capsys.readouterr().out
    for more, told in (
        (("--points", "1", "--by", "hal"), "bob d1: 1 instead of 2 by grace\n"),
        (("--points", "1", "--reason", "why", "--by", "ida"), "1 mark stored"),
        (("--points", "1", "--by", "hal"), "bob d1: still 1, without the reason of ida: why\n"),
        (("--withdraw", "--by", "grace"), "bob d1: 1 by hal taken back\n"),
        (("--points", "2", "--by", "hal"), "1 mark stored"),
    ):
        assert run(course, *give, *more) == 0
        assert capsys.readouterr().out.startswith(told)


def test_a_sheet_for_a_newer_attempt_needs_no_leave(
    course: Demo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    give = ("mark", "--student", "ada", "--question", "d1", "--points", "2", "--by", "grace")
    assert run(course, *give) == 0
    course.submit("ada", {**GOOD, "d1": "For another reason."})
    assert course.grade("--student", "ada") == 0
    sheet = tmp_path / "open.csv"
    assert run(course, "mark", "--open", str(sheet)) == 0
    text = sheet.read_text("utf-8-sig")
    assert "2 of grace, given for an earlier attempt" in text
    sheet.write_text(text.replace(",2,,,", ",2,1,,", 1))
    capsys.readouterr()
    assert run(course, "mark", "--sheet", str(sheet), "--by", "hal") == 0
    told = "ada d1: 1 instead of 2 by grace, given for an earlier attempt\n"
    assert capsys.readouterr().out.startswith(told)
    # Written before hal stored his: now the points are for the attempt that counts.
    sheet.write_text(text.replace(",2,,,", ",2,0,,", 1))
    assert run(course, "mark", "--sheet", str(sheet), "--by", "ida") == 2
    assert "ada d1: 0 instead of 1 by hal\n" in capsys.readouterr().err


def test_what_was_not_examined_is_no_open_answer(
    course: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    """Points for an automatic test would stand against the run that comes after all."""
    with gradebook_of(course) as gradebook:
        gradebook.save_run(
            assignment="demo",
            student="zoe",
            sha256="f" * 64,
            received_at=MORNING,
            examination_key="k",
            outcome=Outcome(status=Status.NOT_GRADED, results=(), error="the engine went away"),
            started=MORNING,
            finished=MORNING,
            artifacts=gradebook.runs("demo", "ada")[0].files,
        )
    assert run(course, "mark", "--open", "-") == 0
    rows = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert [row["student"] for row in rows] == ["ada", "bob", "cyd"]


def test_the_same_points_for_a_newer_attempt_are_a_new_decision(
    course: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    give = ("mark", "--student", "ada", "--question", "d1", "--points", "2", "--by", "grace")
    assert run(course, *give) == 0
    with gradebook_of(course) as gradebook:
        gradebook.save_run(
            assignment="demo",
            student="ada",
            sha256="f" * 64,
            received_at=datetime.now(UTC),
            examination_key="k",
            outcome=Outcome(
                status=Status.NEEDS_REVIEW,
                results=(
                    TestResult(
                        notebook="demo", test="d1", title="", points=None, maximum=2.0,
                        verdict=Verdict.PENDING, manual=True,
                    ),
                ),
            ),
            started=MORNING,
            finished=MORNING,
            artifacts=gradebook.runs("demo", "ada")[0].files,
        )  # fmt: skip
        assert gradebook.submission("demo", "ada").outdated_adjustments
    capsys.readouterr()
    assert run(course, "mark", "--open", "-") == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["student"], row["question"]) for row in rows] == [
        (student, "d1") for student in ("ada", "bob", "cyd")
    ]
    assert rows[0]["note"] == "2 of grace, given for an earlier attempt"
    assert (rows[0]["points"], rows[1]["note"]) == ("", "")
    assert run(course, *give) == 0
    with gradebook_of(course) as gradebook:
        assert not gradebook.submission("demo", "ada").outdated_adjustments


def test_a_due_date_of_ones_own(course: Demo, capsys: pytest.CaptureFixture[str]) -> None:
    extend = ("extend", "ada", "2126-12-01T23:59+01:00", "--reason", "ill", "--by", "grace")
    assert run(course, *extend) == 0
    assert "ada may submit demo until 1 December 2126, 22:59 UTC" in capsys.readouterr().out
    with gradebook_of(course) as gradebook:
        extension = gradebook.submission("demo", "ada").extension
    assert extension is not None
    assert (extension.author, extension.reason) == ("grace", "ill")
    assert extension.due == datetime(2126, 12, 1, 22, 59, tzinfo=UTC)
    assert run(course, "extend", "newcomer", "2026-12-01T23:59", "--new") == 0
    for wrong in ("tomorrow", "2026-13-01"):
        assert run(course, "extend", "ada", wrong) == 2
        assert f"{wrong!r} is no time" in capsys.readouterr().err
    for new in ((), ("--new",)):
        assert run(course, "extend", "a/b", "2026-12-01T12:00", *new) == 2
        assert "'a/b'" in capsys.readouterr().err
    for day in ("2026-12-01", "20261201", "2026-W49-2"):
        assert run(course, "extend", "ada", day) == 2, "midnight is the day's beginning"
        assert f"e.g. {day}T23:59" in capsys.readouterr().err


def test_times_are_read_and_shown_in_the_zone_of_the_course(
    course: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text() + 'c.Exchange.timezone = "Asia/Kolkata"\n')
    assert run(course, "extend", "ada", "2126-12-01T23:59") == 0
    said = "1 December 2126, 23:59 IST"
    assert f"ada may submit demo until {said}" in capsys.readouterr().out
    with gradebook_of(course) as gradebook:
        summary = gradebook.submission("demo", "ada")
    assert summary.due == datetime(2126, 12, 1, 18, 29, tzinfo=UTC)
    assert run(course, "extend", "--list") == 0
    assert f"ada  until {said}" in capsys.readouterr().out
    assert run(course, "mark", "--student", "ada", "--comment", "Read chapter 3.") == 0
    pages = course.root / ".autograder" / "reports" / "demo"
    for page in (pages / "feedback" / "ada.html", pages / "index.html"):
        text = page.read_text()
        assert " IST" in text
        assert " UTC" not in text
    config.write_text(config.read_text().replace("Asia/Kolkata", "Kolkata"))
    assert run(course, "extend", "--list") == 3
    assert "'Kolkata' is no time zone" in capsys.readouterr().err


def test_a_mistyped_name_gets_no_due_date(course: Demo, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(course, "extend", "aad", "2126-12-01T23:59") == 2
    message = capsys.readouterr().err
    assert "the gradebook knows no student 'aad'" in message
    assert "Did you mean 'ada'?" in message
    assert "add --new" in message
    with gradebook_of(course) as gradebook:
        assert gradebook.extensions("demo") == {}
        assert [student.name for student in gradebook.students()] == ["ada", "bob", "cyd"]


@pytest.mark.parametrize("policy", ["after_due", "always"])
def test_who_postpones_the_verdicts_of_the_class_is_told(
    course: Demo, policy: str, capsys: pytest.CaptureFixture[str]
) -> None:
    toml = course.root / "source" / "demo" / "assignment.toml"
    text = 'title = "D"\npoints = 4\nmanual_points = 2\ndue = 2101-01-01T12:00:00Z\n'
    toml.write_text(f'{text}[feedback]\nhidden_verdicts = "{policy}"\n')
    told = "The whole class sees the verdicts of hidden tests after 1 January {}, 12:00 UTC only"
    for student, year, postponed in (
        ("ada", 2102, True),
        ("bob", 2102, False),
        ("bob", 2103, True),
    ):
        assert run(course, "extend", student, f"{year}-01-01T12:00Z") == 0
        said = told.format(year) in capsys.readouterr().out
        assert said is (postponed and policy == "after_due")
    assert run(course, "extend", "cyd", "2101-01-01T11:59Z") == 2
    message = capsys.readouterr().err
    assert "1 January 2101, 11:59 UTC is before the due date of everybody" in message
    assert "--withdraw" in message


def test_due_dates_of_ones_own_are_listed_and_withdrawn(
    course: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(course, "extend", "--list") == 0
    assert "nobody has a due date of their own" in capsys.readouterr().err
    extend = ("extend", "ada", "2126-12-01T23:59Z", "--reason", "ill", "--by", "grace")
    assert run(course, *extend) == 0
    capsys.readouterr()
    assert run(course, "extend", "--list") == 0
    listed = capsys.readouterr().out
    assert listed.startswith("ada  until 1 December 2126, 23:59 UTC  (given by grace, ")
    assert listed.endswith(": ill)\n")
    assert run(course, "extend", "ada", "--withdraw", "--by", "grace") == 0
    assert "ada has the due date of everybody again for demo" in capsys.readouterr().out
    with gradebook_of(course) as gradebook:
        assert gradebook.extensions("demo") == {}
        assert gradebook.submission("demo", "ada").extension is None
        assert gradebook.assignment("demo").latest_due is None
    assert run(course, "extend", "ada", "--withdraw") == 2
    assert "ada has no due date of their own for demo" in capsys.readouterr().err
    assert run(course, *extend) == 0, "a new one counts again"
    with gradebook_of(course) as gradebook:
        assert list(gradebook.extensions("demo")) == ["ada"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("ada", "2126-12-01T23:59", "--withdraw"), "a time beside --withdraw"),
        (("ada", "--list"), "--list stands alone"),
    ],
)
def test_what_does_not_fit_together(
    course: Demo, arguments: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(course, "extend", *arguments) == 2
    assert message in capsys.readouterr().err


def test_who_handed_in_nothing_gets_no_points(
    course: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(course, "extend", "newcomer", "2126-12-01T23:59", "--new") == 0
    give = ("mark", "--student", "newcomer", "--question", "d1", "--points", "2")
    assert run(course, *give) == 2
    message = capsys.readouterr().err
    assert "newcomer has submitted nothing for demo\n" in message
    assert "Did you mean" not in message, "the name is right"
    # What the hint says works.
    assert "copy the release to newcomer/demo among the submissions" in message
    assert "`autograder grade demo --student newcomer`" in message
    shutil.copytree(course.root / "release" / "demo", course.submissions / "newcomer" / "demo")
    assert course.grade("--student", "newcomer") == 0
    assert run(course, *give) == 0
    with gradebook_of(course) as gradebook:
        newcomer = gradebook.submission("demo", "newcomer")
    assert (newcomer.score, newcomer.status) == (2, Status.GRADED)


@pytest.mark.parametrize(
    "command", [("report",), ("mark", "--student", "ada", "--comment", "Well."), ("csv",)]
)
def test_the_due_date_is_what_the_source_says_now(
    course: Demo, command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Moved after grading, it decides what is late and when hidden verdicts may be seen."""
    toml = course.root / "source" / "demo" / "assignment.toml"
    policy = '[feedback]\nhidden_verdicts = "after_due"\n'
    for due, late in (("2001-01-01T12:00:00Z", True), ("2101-01-01T12:00:00Z", False)):
        toml.write_text(f'title = "D"\npoints = 4\nmanual_points = 2\ndue = {due}\n{policy}')
        arguments = ("report", "--format", "csv") if command == ("csv",) else command
        assert run(course, *arguments) == 0
        with gradebook_of(course) as gradebook:
            assert gradebook.submission("demo", "ada").is_late is late
        if command != ("csv",):
            assert ("Received after the due date" in page(course, "ada")) is late
            assert ("their verdicts appear after 1 January 2101" in page(course, "ada")) is not late


def test_a_user_without_a_name_says_it(
    course: Demo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def nameless() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr("getpass.getuser", nameless)
    give = ("mark", "--student", "ada", "--question", "d1", "--points", "2")
    assert run(course, *give) == 2
    assert "Say it: --by NAME." in capsys.readouterr().err
    assert run(course, *give, "--by", "grace") == 0
