"""Scores in the tables of learning-management systems, as these export them."""

import csv
import dataclasses
import io

import pytest

from autograder.errors import UsageError
from autograder.gradebook.values import StudentRow
from autograder.reports.filling import fill
from autograder.results import Verdict

CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,GAN losses (4711),GAN essay (4712)
    Points Possible,,,,,4,10
"Lovelace, Ada",101,s1,ada,A,,9
"Hopper, Grace",102,s2,GRACE,A,1.25,-
"Test, Student",103,,,A,,
"""
MOODLE = """First name;Surname;Email address;Assignment: gan-loss (Real);Last downloaded
Ada;Lovelace;Ada@Example.org;-;1767000000
Grace;Hopper;grace@example.org;-;1767000000
"""
BLACKBOARD = (
    '"Last Name"\t"Username"\t"GAN losses [Total Pts: 4 Score] |12"\r\n'
    '"Lovelace"\t"ada"\t""\r\n"Hopper"\t"grace"\t""\r\n'
)
BRIGHTSPACE = (
    "OrgDefinedId,Username,GAN losses Points Grade <Numeric MaxPoints:4>,End-of-Line Indicator\r\n"
    "#1,#ada,,#\r\n#2,#grace,,#\r\n"
)


@pytest.fixture
def summaries(make):
    def submission(name, points):
        student = StudentRow(name=name, email=f"{name}@example.org")
        return make.summary(make.result("q1"), make.result("q2", points=points), student=student)

    return [submission("ada", 1.5), submission("grace", 0.1 + 0.2)]


@pytest.fixture
def filled(make, summaries):
    def run(text, found=summaries, **more):
        return fill(text, "export.csv", make.assignment(summaries[0]), found, **more)

    return run


def cells(text, delimiter=","):
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def test_a_table_of_canvas_keeps_everything_but_the_column(filled):
    found = filled(CANVAS)
    assert (found.column, found.key, found.filled) == ("GAN losses (4711)", "SIS Login ID", 2)
    before, after = cells(CANVAS), cells(found.text)
    assert [line[5] for line in after] == ["GAN losses (4711)", "4", "3.5", "2.3", ""]
    assert [line[:5] + line[6:] for line in after] == [line[:5] + line[6:] for line in before]
    assert (found.open, found.not_graded, found.missing) == ((), (), ())


@pytest.mark.parametrize(
    ("text", "delimiter", "key"),
    [
        (MOODLE, ";", "Email address"),
        (BLACKBOARD, "\t", "Username"),
        (BRIGHTSPACE, ",", "Username"),
    ],
)
def test_tables_of_other_systems(filled, text, delimiter, key):
    found = filled(text)
    assert (found.key, found.filled) == (key, 2)
    titles, *lines = cells(found.text, delimiter)
    assert titles == cells(text, delimiter)[0]
    assert [line[titles.index(found.column)] for line in lines] == ["3.5", "2.3"]


def test_what_is_not_final_is_left_as_it_was_and_named(make, filled, summaries):
    open_ = make.summary(make.result("q1"), make.result("q2", Verdict.PENDING), student="grace")
    nobody = make.summary(student="ada", run=None)
    outsider = dataclasses.replace(summaries[0], student=StudentRow(name="zoe"))
    found = filled(CANVAS, [open_, nobody, outsider])
    assert [line[5] for line in cells(found.text)[2:]] == ["", "1.25", ""]
    assert found.filled == 0
    assert (found.open, found.not_graded, found.missing) == (("grace",), ("ada",), ("zoe",))


def test_a_score_for_which_another_attempt_waits_is_not_final(make, filled):
    newer = dataclasses.replace(make.attempt, sha256="b" * 64)
    found = filled(CANVAS, [make.summary(make.result("q1"), student="grace", attempt=newer)])
    assert (found.filled, found.open, found.nobody) == (0, ("grace",), ("ada",))


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("Login,Organization,gan-loss-2,GAN losses!\nada,,,\n", "GAN losses!"),
        (
            "Username,GAN losses (Real),GAN losses (Percentage),GAN losses (Feedback)\nada,,,\n",
            "GAN losses (Real)",
        ),
        ('Login;"GAN losses: real, fake, both"\nada;\n', "GAN losses: real, fake, both"),
    ],
)
def test_the_column_is_the_one_that_holds_points_of_the_assignment(filled, text, column):
    assert filled(text).column == column


@pytest.mark.parametrize("columns", [{}, {"column": "User ID GAN losses"}])
def test_logins_are_not_replaced_by_scores(filled, columns):
    with pytest.raises(UsageError, match="the column 'User ID GAN losses' tells who it is"):
        filled("Student,User ID GAN losses\nAda,ada\n", **columns)


@pytest.mark.parametrize(
    ("text", "maximum"), [(CANVAS, 4), (BLACKBOARD, 4), (BRIGHTSPACE, 4), (MOODLE, None)]
)
def test_the_points_that_a_column_is_for_are_read(filled, text, maximum):
    assert filled(text).column_maximum == maximum


def test_numbers_are_written_as_the_table_writes_them(filled):
    text = "Login;gan-loss;other\nada;;3,25\ngrace;1,5;\n"
    assert [line[1] for line in cells(filled(text).text, ";")[1:]] == ["3,5", "2,3"]


def test_an_address_of_two_students_means_neither(make, filled):
    twins = [
        make.summary(make.result("q1"), student=StudentRow(name=name, email="ada@example.org"))
        for name in ("ada1", "ada2")
    ]
    with pytest.raises(UsageError, match="no column called login, user, mail or ID holds"):
        filled(MOODLE, twins)


def test_a_first_name_is_no_login(make, filled):
    """Ada Hopper's login is hopper; the login ada is another's."""
    text = "First name,Surname,gan-loss\nAda,Hopper,\n"
    with pytest.raises(UsageError, match="no column called login"):
        filled(text)
    found = filled("First name,User,gan-loss\nAda,hopper,\n,grace,\n")
    assert [line[2] for line in cells(found.text)] == ["gan-loss", "", "2.3"]


def test_columns_can_be_named(filled):
    text = "login,mail,gan-loss,GAN losses\nada,ada@example.org,,\ngrace,,,\n"
    with pytest.raises(UsageError, match="several columns with 'gan-loss'") as caught:
        filled(text)
    assert "--column TITLE. Its first line has the columns 'login', 'mail'" in caught.value.hint
    found = filled(text, column="GAN losses", key="mail")
    assert (found.filled, found.missing) == (1, ("grace",))
    assert cells(found.text)[1] == ["ada", "ada@example.org", "", "3.5"]


@pytest.mark.parametrize(
    ("text", "more", "message"),
    [
        ("", {}, "no column with 'gan-loss'"),
        ("login,score\nada,1\n", {}, "no column with 'gan-loss'"),
        ("login,score\nada,1\n", {"column": "points"}, "no column 'points'"),
        ("login,x,x\nada,1,\n", {"column": "x"}, "several columns 'x'"),
        ("login,gan-loss\nzoe,\n", {}, "no column called login, user, mail or ID holds the login"),
        (
            "login,gan-loss\nada,\n",
            {"key": "gan-loss"},
            "the column 'gan-loss' holds no login or address",
        ),
        ("login,gan-loss\n" + '"' + "x" * 200_000, {}, "no CSV file"),
    ],
)
def test_tables_that_do_not_fit_say_what_is_there(filled, text, more, message):
    with pytest.raises(UsageError) as caught:
        filled(text, **more)
    assert message in caught.value.message
    assert caught.value.message.startswith("export.csv: ")
    assert caught.value.hint


def test_short_lines_get_their_cell(filled):
    found = filled("login,section,gan-loss\nada,A,\ngrace\n\nzoe,B,1\n")
    assert cells(found.text)[1:] == [
        ["ada", "A", "3.5"],
        ["grace", "", "2.3"],
        [],
        ["zoe", "B", "1"],
    ]
    assert (found.missing, found.nobody) == ((), ("zoe",))


@pytest.mark.parametrize(("login", "cell"), [("00123", "123"), ("123", "00123")])
def test_lost_zeros_are_named_and_nobody_is_guessed(make, filled, login, cell):
    def submission(name):
        return make.summary(make.result("q1"), make.result("q2"), student=StudentRow(name=name))

    some = [submission("ada"), submission(login)]
    found = filled(f"login,gan-loss\nada,\n{cell},\nzoe,\n", some)
    assert found.zeros == ((login, cell),)
    assert (found.missing, found.nobody, found.filled) == ((), ("zoe",), 1)
    assert cells(found.text)[2] == [cell, ""]
    # Who is there exactly is nobody else.
    found = filled(f"login,gan-loss\n{login},\n{cell},\n", some)
    assert (found.zeros, found.nobody, found.missing) == ((), (cell,), ("ada",))
    # Of two it may be either.
    found = filled(f"login,gan-loss\nada,\n{cell},\n", [*some, submission("0123")])
    assert (found.zeros, found.nobody) == ((), (cell,))
    with pytest.raises(UsageError) as caught:
        filled(f"login,gan-loss\n{cell},\n", some)
    assert f"{cell!r} in the column 'login' may be the student {login}" in caught.value.hint


def test_a_line_that_names_the_separator_stays(filled):
    found = filled("sep=;\r\nlogin;gan-loss\r\nada;\r\n")
    assert found.text == "sep=;\r\nlogin;gan-loss\r\nada;3.5\r\n"


def test_lines_may_end_in_a_carriage_return(filled):
    found = filled("login;gan-loss\rada;\rgrace;\r")
    assert cells(found.text, ";")[1:] == [["ada", "3.5"], ["grace", "2.3"]]


def test_other_cells_go_back_as_they_came(filled):
    notes = '"- late by agreement\r\nsee mail","=1+1","+41 79 123 45 67","' + "x" * 200_000 + '"'
    text = f"login,gan-loss,a,b,c,d\nada,,{notes}\n"
    assert cells(filled(text).text)[1][2:] == cells(text)[1][2:]
