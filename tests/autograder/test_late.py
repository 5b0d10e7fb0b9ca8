"""What being late costs: from the configuration to scores, tables and pages."""

from __future__ import annotations

import csv
import io
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from autograder.gradebook.store import Gradebook
from autograder.late import LatePolicy
from tests.autograder.grading.conftest import GOOD, Demo, demo_cells, make_demo

DUE = datetime(2026, 9, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
TEN_A_DAY = LatePolicy(percent_per_day=10, grace_minutes=30, days=3)


@pytest.mark.parametrize(
    ("policy", "hours", "days", "share"),
    [
        (TEN_A_DAY, 0, 0, 0.0),
        (TEN_A_DAY, 0.5, 0, 0.0),
        (TEN_A_DAY, 0.51, 1, 0.1),
        (TEN_A_DAY, 24.5, 1, 0.1),
        (TEN_A_DAY, 24.51, 2, 0.2),
        (TEN_A_DAY, 72.5, 3, 0.3),
        (TEN_A_DAY, 72.51, 4, 1.0),
        (LatePolicy(percent_per_day=40), 49, 3, 1.0),
        (LatePolicy(percent_per_day=0.1), 70, 3, 0.003),
        (LatePolicy(days=0), 0.01, 1, 1.0),
        (LatePolicy(), 1000, 42, 0.0),
    ],
)
def test_days_that_have_begun_cost_their_share(
    policy: LatePolicy, hours: float, days: int, share: float
) -> None:
    assert policy.days_begun(hours * HOUR) == days
    assert policy.share(hours * HOUR) == share
    assert LatePolicy.of(policy.as_dict()) == policy


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("percent_per_day", 100.1),
        ("percent_per_day", -1),
        ("percent_per_day", float("nan")),
        ("grace_minutes", float("inf")),
        ("grace_minutes", 1e13),
        ("days", -1),
        ("days", 10**9),
    ],
)
def test_numbers_out_of_their_range_are_named(name: str, value: float) -> None:
    with pytest.raises(ValueError, match=f"{name} is .*: a (whole )?number from 0 to"):
        LatePolicy(**{name: value})


LATENESS = {"ada": -1, "bob": 5, "cyd": 30, "dan": 200}
"""Hours from the due date to the submission."""


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Four right submissions of `demo`, more or less late; the essay (2 points) is open."""
    made = make_demo(tmp_path_factory.mktemp("late") / "course", demo_cells())
    for student, hours in LATENESS.items():
        path = made.submit(student, {**GOOD, "d1": f"Because {student} says so."})
        received = (DUE + hours * HOUR).timestamp()
        os.utime(path, (received, received))
    assert made.grade() == 0
    return made


def set_terms(demo: Demo, late: str, course: str = "") -> None:
    """Write the assignment's due date and policy, and the course's."""
    toml = f'title = "D"\npoints = 4\nmanual_points = 2\ndue = {DUE.isoformat()}\n{late}'
    (demo.root / "source" / "demo" / "assignment.toml").write_text(toml)
    (demo.root / "nbgrader_config.py").write_text(f"c = get_config()\n{course}\n")


def page(demo: Demo, student: str) -> str:
    folder = demo.root / ".autograder" / "reports" / "demo" / "feedback"
    return (folder / f"{student}.html").read_text("utf-8")


def table(demo: Demo, capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, str]]:
    capsys.readouterr()
    assert demo.command("report", "demo", "--format", "csv") == 0
    rows = csv.DictReader(io.StringIO(capsys.readouterr().out))
    return {row["student"]: row for row in rows}


def test_what_is_late_loses_points_and_what_is_too_late_all(
    graded: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    set_terms(graded, "[late]\npercent_per_day = 10\ndays = 3\n")
    rows = table(graded, capsys)
    found = {name: (row["deduction"], row["total"]) for name, row in rows.items()}
    # 10 % of the 6 points that the assignment has, also while a person has not read the essay.
    assert found == {
        "ada": ("0", "4"),
        "bob": ("0.6", "3.4"),
        "cyd": ("1.2", "2.8"),
        "dan": ("4", "0"),
    }
    assert [row["late"] for row in rows.values()] == ["False", "True", "True", "True"]


def test_the_policy_of_an_assignment_replaces_that_of_the_course(
    graded: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    course = 'c.Autograder.late = {"percent_per_day": 50, "grace_minutes": 360}'
    set_terms(graded, "", course)
    assert [row["total"] for row in table(graded, capsys).values()] == ["4", "4", "1", "0"]
    set_terms(graded, "[late]\npercent_per_day = 0\n", course)
    assert [row["total"] for row in table(graded, capsys).values()] == ["4", "4", "4", "4"]


def test_a_due_date_of_ones_own_and_a_persons_points_count(
    graded: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    set_terms(graded, "[late]\npercent_per_day = 10\n")
    given = ("--question", "d1", "--points", "2")
    assert graded.command("mark", "demo", "--student", "cyd", *given) == 0
    assert table(graded, capsys)["cyd"]["total"] == "4.8"
    later = (DUE + 30 * HOUR).isoformat()
    assert graded.command("extend", "demo", "cyd", later) == 0
    assert table(graded, capsys)["cyd"]["total"] == "6"
    assert graded.command("extend", "demo", "cyd", "--withdraw") == 0
    assert graded.command("mark", "demo", "--student", "cyd", "--question", "d1", "--withdraw") == 0
    assert table(graded, capsys)["cyd"]["total"] == "2.8"


def test_the_gradebook_keeps_the_policy_when_the_source_is_gone(graded: Demo) -> None:
    set_terms(graded, "[late]\npercent_per_day = 10\ndays = 3\n")
    assert graded.command("report", "demo") == 0
    with Gradebook.open(f"sqlite:///{graded.root}/.autograder/gradebook.db") as gradebook:
        assert gradebook.assignment("demo").late == LatePolicy(percent_per_day=10, days=3)
        bob = gradebook.submission("demo", "bob")
    assert (bob.earned, bob.deduction, bob.score) == (4.0, 0.6, 3.4)


def test_pages_say_what_being_late_costs(graded: Demo) -> None:
    set_terms(graded, "[late]\npercent_per_day = 10\ndays = 3\ngrace_minutes = 300\n")
    assert graded.command("report", "demo") == 0
    pages = graded.root / ".autograder" / "reports" / "demo"
    notice = "Received after the due date, 1 September 2026, 12:00 UTC"
    expected = {
        "bob": f"{notice}; nothing is taken off.",
        "cyd": f"{notice}: 1.2 of 6 points are taken off, 10 % for each day begun (2).",
        "dan": f"{notice}. What is more than 3 days late earns no points.",
    }
    for student in LATENESS:
        page = (pages / "feedback" / f"{student}.html").read_text("utf-8")
        assert [text for text in expected.values() if text in page] == [
            *filter(None, [expected.get(student)])
        ]
    assert '<span class="figure">2.8</span>' in (pages / "feedback" / "cyd.html").read_text("utf-8")
    assert "4 − 1.2" in (pages / "index.html").read_text("utf-8")


def test_a_withheld_test_is_not_told_by_what_is_taken_off(graded: Demo) -> None:
    feedback = '[feedback]\nhidden_verdicts = "on_release"\n'
    set_terms(graded, f"{feedback}[late]\npercent_per_day = 100\n")
    assert graded.command("report", "demo") == 0
    page = graded.root / ".autograder" / "reports" / "demo" / "feedback" / "bob.html"
    text = page.read_text("utf-8")
    assert ": 6 of 6 points are taken off, 100 % for each day begun (1)." in text
    assert '<span class="figure">0</span>' in text


def test_what_is_too_late_counts_nothing_also_above_the_maximum(
    graded: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    set_terms(graded, "[late]\ndays = 3\n")
    which = ("--student", "dan", "--question", "d1")
    assert graded.command("mark", "demo", *which, "--points", "5", "--above-maximum") == 0
    assert (table(graded, capsys)["dan"]["deduction"], table(graded, capsys)["dan"]["total"]) == (
        "9",
        "0",
    )
    assert '<span class="figure">0</span>' in page(graded, "dan")
    assert graded.command("mark", "demo", *which, "--withdraw") == 0


def test_hidden_verdicts_wait_for_those_who_may_still_be_late(graded: Demo) -> None:
    """Or they could read what is wrong, and mend it for a day's deduction."""
    due = datetime.now(UTC) - HOUR
    for late, waits in (("days = 2", True), ("percent_per_day = 10", False)):
        toml = (
            f'title = "D"\npoints = 4\nmanual_points = 2\ndue = {due.isoformat()}\n[late]\n{late}'
        )
        feedback = '\n[feedback]\nhidden_verdicts = "after_due"\n'
        (graded.root / "source" / "demo" / "assignment.toml").write_text(toml + feedback)
        assert graded.command("report", "demo") == 0
        assert ("Not shown yet" in page(graded, "ada")) is waits


def test_an_earlier_attempt_that_was_in_time_is_not_overlooked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    demo = make_demo(tmp_path / "course", demo_cells())
    set_terms(demo, "[late]\npercent_per_day = 10\n")
    for hours, essay in ((-5, "Because."), (5, "Because, again.")):
        path = demo.submit("ada", {**GOOD, "d1": essay})
        received = (DUE + hours * HOUR).timestamp()
        os.utime(path, (received, received))
        assert demo.grade() == 0
    notice = "An earlier attempt was in time; the latest one counts."
    assert notice in page(demo, "ada")
    report = demo.root / ".autograder" / "reports" / "demo" / "index.html"
    assert "though an earlier attempt was in time" in report.read_text("utf-8")
    assert demo.command("extend", "demo", "ada", (DUE + 6 * HOUR).isoformat()) == 0
    assert notice not in page(demo, "ada")
    assert "though an earlier attempt was in time" not in report.read_text("utf-8")


def test_grade_says_so_at_once(
    graded: Demo, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    set_terms(graded, "[late]\npercent_per_day = 10\ndays = 3\n")
    capsys.readouterr()
    assert graded.grade() == 0
    found = {
        item["student"]: (item["score"], item["deduction"])
        for item in json.loads(capsys.readouterr().out)["submissions"]
    }
    assert found == {"ada": (4, 0), "bob": (3.4, 0.6), "cyd": (2.8, 1.2), "dan": (0, 4)}
    monkeypatch.setenv("COLUMNS", "200")
    assert graded.grade("--format", "table") == 0
    assert "late: 1.2 points taken off" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("late", "course", "message"),
    [
        ("[late]\npercent = 10\n", "", "late.percent: there is no such key"),
        (
            "[late]\npercent_per_day = 200\n",
            "",
            "late: percent_per_day is 200: a number from 0 to 100",
        ),
        ("[late]\ndays = 1.5\n", "", "late.days: 1.5: a whole number from 0 up"),
        ("", 'c.Autograder.late = {"day": 1}', "c.Autograder.late.day: there is no such key"),
        ("", "c.Autograder.late = 10", "line 2: Autograder.late"),
        ("", "c.Autograder.late = {1: 10}", "line 2: Autograder.late"),
        ("", "c.Autograder.late.days = 3", "line 2: Autograder.late: days cannot be set alone"),
    ],
)
def test_a_wrong_policy_is_named_where_it_stands(
    tmp_path: Path, late: str, course: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    demo = make_demo(tmp_path / "course", demo_cells())
    set_terms(demo, late, course)
    assert demo.command("build") == 3
    assert message in capsys.readouterr().err


def test_a_policy_without_a_due_date_says_what_to_write(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    demo = make_demo(tmp_path / "course", demo_cells())
    file = demo.root / "source" / "demo" / "assignment.toml"
    file.write_text('title = "D"\npoints = 4\nmanual_points = 2\n[late]\npercent_per_day = 10\n')
    assert demo.command("build") == 3
    assert "late: there is no date to be late for: set `due`" in capsys.readouterr().err
