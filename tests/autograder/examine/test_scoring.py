from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from autograder.cells import CellInfo, Role
from autograder.examine.budgets import Spent, largest, longest_cell
from autograder.examine.scoring import (
    ADVICE,
    EXPLANATIONS,
    USED,
    ended_by_limit,
    hint,
    judge,
    limit_behind,
    manual,
)
from autograder.examine.template import manual_titles
from autograder.reports.wording import BUDGETS
from autograder.results import LIMIT_VERDICTS, Verdict
from gpu_runner.limits import Limits
from gpu_runner.sandbox import Usage

SOURCE = """# Hidden: rows sum to 1 (2 points)
# Hint: which axis?
visible = f(1)
### BEGIN HIDDEN TESTS
assert f(2) == 42
### END HIDDEN TESTS"""
CELL = CellInfo(0, "code", Role.TEST, "q1_rows", 2.0, SOURCE)


def report(**changes: Any) -> dict[str, Any]:
    return {"ended": True, "value": None, "error": None, "transcript": [], **changes}


def failure(kind: str = "assertion", line: int | None = 5, **changes: Any) -> dict[str, Any]:
    error = {
        "kind": kind,
        "type": "AssertionError",
        "text": "expected 42",
        "line": line,
        "traceback": "assert f(2) == 42",
        "candidate_traceback": "",
        **changes,
    }
    return report(ended=False, error=error)


def test_a_cell_that_ran_to_its_end_earns_its_points() -> None:
    result = judge(CELL, "nb", report(), seconds=0.1)
    assert (result.verdict, result.points, result.maximum) == (Verdict.PASSED, 2.0, 2.0)
    assert result.title == "rows sum to 1 (2 points)"
    assert result.hidden


@pytest.mark.parametrize(("value", "points", "verdict"), [(1.5, 1.5, "passed"), (0, 0, "failed")])
def test_a_number_is_partial_credit(value: float, points: float, verdict: str) -> None:
    result = judge(CELL, "nb", report(value=value), seconds=0)
    assert (result.points, result.verdict) == (points, verdict)


@pytest.mark.parametrize("value", [-0.5, 2.5, "the number nan", "a value of type bool"])
def test_anything_else_is_a_grader_error_and_no_score(value: Any) -> None:
    result = judge(CELL, "nb", report(value=value), seconds=0)
    assert (result.points, result.verdict) == (None, Verdict.GRADER_ERROR)
    assert "partial credit" in result.detail


def test_a_test_that_did_not_end_never_passes() -> None:
    result = judge(CELL, "nb", report(ended=False), seconds=0)
    assert (result.points, result.verdict) == (None, Verdict.GRADER_ERROR)


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [
        ("assertion", "failed"),
        ("handle", "failed"),
        ("other", "failed"),
        ("candidate", "error"),
        ("missing", "error"),
        ("protocol", "error"),
        ("timeout", "timeout"),
        ("interrupted", "timeout"),
    ],
)
def test_errors_have_verdicts(kind: str, verdict: str) -> None:
    result = judge(CELL, "nb", failure(kind), seconds=0)
    assert (result.points, result.verdict) == (0.0, verdict)


def test_a_hidden_failure_tells_its_hint_only() -> None:
    result = judge(CELL, "nb", failure(), seconds=0)
    assert result.message == "which axis?"
    assert "42" not in result.message
    assert "42" in result.detail


def test_a_visible_failure_tells_everything() -> None:
    result = judge(CELL, "nb", failure(line=3, text="wrong shape"), seconds=0)
    assert result.message == "AssertionError: wrong shape"


@pytest.mark.parametrize("head", ["\n\n", "  \n\n\n", "%%time\n", "\n%%capture out\n"])
def test_a_hidden_failure_stays_hidden_whatever_stands_above(head: str) -> None:
    """IPython counts lines without empty ones at the beginning, and of a magic it counts none."""
    source = head + SOURCE
    cell = CellInfo(0, "code", Role.TEST, "q1_rows", 2.0, source)
    for line in (None, 5, 6) if "%%" in head else (None, 5):
        assert judge(cell, "nb", failure(line=line), seconds=0).message == "which axis?"
    if "%%" not in head:
        assert "42" in judge(cell, "nb", failure(line=3), seconds=0).message


def test_what_went_wrong_before_the_cell_is_shown() -> None:
    assert "42" in judge(CELL, "nb", failure(line=0), seconds=0).message


def test_a_hint_inside_the_hidden_region_stays_hidden() -> None:
    assert hint("### BEGIN HIDDEN TESTS\n# Hint: no\n### END HIDDEN TESTS") == ""


@pytest.mark.parametrize(
    ("name", "text", "verdict"),
    [
        ("OSError", "[Errno 28] No space left on device", Verdict.DISK_LIMIT),
        ("OSError", "[Errno 27] File too large", Verdict.DISK_LIMIT),
        ("RuntimeError", "can't start new thread", Verdict.TOO_MANY_PROCESSES),
        ("BlockingIOError", "[Errno 11] Resource unavailable", Verdict.TOO_MANY_PROCESSES),
        ("MemoryError", "", Verdict.OUT_OF_MEMORY),
        ("_ArrayMemoryError", "Unable to allocate 9 TiB", Verdict.OUT_OF_MEMORY),
        ("ValueError", "MemoryError is no joke", None),
    ],
)
def test_limits_behind_exceptions(name: str, text: str, verdict: Verdict | None) -> None:
    assert limit_behind(name, text) == verdict


LIMITS = Limits(
    cell_seconds=60,
    submission_seconds=900,
    memory_bytes=3000 << 20,
    pids=99,
    output_bytes=8 << 20,
    scratch_bytes=50 << 20,
    file_bytes=40 << 20,
)


SPENT = Spent(
    limits=LIMITS,
    cell_seconds=60.4,
    seconds=90.0,
    usage=Usage(45.0, 3000 << 20, 99, 40 << 20),
    output_bytes=int(8.25 * 2**20),
)


@pytest.mark.parametrize(
    ("verdict", "limit", "used", "advice"),
    [
        (Verdict.TIMEOUT, "took longer than the time limit of 60 s", "60.4 s", "loop"),
        (
            Verdict.OUT_OF_MEMORY,
            "needed more than the memory limit of 3000 MB",
            "3000 MB",
            "smaller batches",
        ),
        (Verdict.TOO_MANY_PROCESSES, "more than the 99 processes and threads", "99", "Start fewer"),
        (
            Verdict.OUTPUT_LIMIT,
            "printed more than the output limit of 8 MB",
            "8.2 MB",
            "Print less",
        ),
        (
            Verdict.DISK_LIMIT,
            "disk limit of 50 MB, or 40 MB into one file",
            "40 MB",
            "Write less",
        ),
        (Verdict.KERNEL_DIED, "ended the Python process", None, "exit()"),
    ],
)
def test_limits_say_what_was_exceeded_how_much_was_used_and_what_to_do(
    verdict: Verdict, limit: str, used: str | None, advice: str
) -> None:
    result = ended_by_limit(CELL, "nb", verdict, figures=SPENT.figures())
    assert result.message.startswith("your code ")
    reason, _, help_ = result.message.partition(". ")
    assert limit in reason
    assert ("(used:" in reason) == (used is not None)
    assert used is None or reason.endswith(f" (used: {used})")
    assert advice in help_
    assert result.points == 0.0
    later = ended_by_limit(
        CELL,
        "nb",
        Verdict.NOT_REACHED,
        figures=SPENT.figures(),
        because=": why",
        cause=verdict,
    )
    assert later.message.endswith(f": why. {help_}")


@pytest.mark.parametrize(
    "verdict", [Verdict.OUT_OF_MEMORY, Verdict.TOO_MANY_PROCESSES, Verdict.DISK_LIMIT]
)
def test_what_was_used_is_left_out_where_nobody_knows(verdict: Verdict) -> None:
    figures = replace(SPENT, usage=Usage()).figures()
    assert "used" not in ended_by_limit(CELL, "nb", verdict, figures=figures).message


def test_every_limit_has_its_explanation_and_its_advice() -> None:
    assert set(ADVICE) == LIMIT_VERDICTS
    assert set(ADVICE) <= set(EXPLANATIONS)
    assert set(USED) == LIMIT_VERDICTS - {Verdict.KERNEL_DIED}


def test_the_time_of_the_whole_notebook_is_another_limit_than_that_of_a_cell() -> None:
    figures = replace(SPENT, seconds=900.1).figures()
    result = ended_by_limit(CELL, "nb", Verdict.TIMEOUT, figures=figures)
    assert "longer than the 900 s that a whole notebook may take" in result.message
    assert "(used: 900.1 s)" in result.message


def test_a_grader_error_is_no_score() -> None:
    lost = ended_by_limit(CELL, "nb", Verdict.GRADER_ERROR, figures=SPENT.figures())
    assert lost.points is None


def test_shares_of_the_budgets() -> None:
    spent = Spent(
        limits=LIMITS,
        cell_seconds=longest_cell(
            [
                {"event": "start"},
                {"event": "cell", "seconds": 30.0},
                {"event": "test", "seconds": 6},
            ]
        ),
        seconds=90.0,
        usage=Usage(45.0, 750 << 20, 33, 5 << 20),
        output_bytes=2 << 20,
    )
    found = spent.shares()
    assert found == {
        "cell_seconds": 0.5,
        "submission_seconds": 0.1,
        "cpu_seconds": 0.05,
        "memory_bytes": 0.25,
        "pids": 0.3333,
        "scratch_bytes": 0.1,
        "output_bytes": 0.25,
    }
    assert list(found) == list(BUDGETS), "the report has a column for each"
    unknown = replace(spent, usage=Usage()).shares()
    assert set(found) - set(unknown) == {"cpu_seconds", "memory_bytes", "pids", "scratch_bytes"}


def test_of_several_notebooks_the_largest_share_counts() -> None:
    assert largest([{"a": 0.1, "b": 0.5}, {"a": 0.2}]) == {"a": 0.2, "b": 0.5}
    assert longest_cell([]) == 0.0


def test_manual_cells_wait_for_a_person_unless_left_empty() -> None:
    cell = CellInfo(0, "markdown", Role.MANUAL, "d1", 3.0, "## Why?\n")
    assert manual(cell, "nb", "Why?", unchanged=False).verdict is Verdict.PENDING
    empty = manual(cell, "nb", "Why?", unchanged=True)
    assert (empty.points, empty.verdict, empty.message) == (0.0, "no_response", "")
    assert empty.title == "Why?"


def test_a_manual_title_is_the_heading_above_and_never_an_answer() -> None:
    def cell(role: Role, source: str, grade_id: str, kind: str = "markdown") -> CellInfo:
        return CellInfo(0, kind, role, grade_id, 1.0, source)

    titles = manual_titles(
        [
            cell(Role.MANUAL, "first", "d0"),
            cell(Role.READONLY, "text\n## Discussion 1: why?\nmore", "t"),
            cell(Role.MANUAL, "# The solution is 42", "d1"),
            cell(Role.TASK, "Draw a plot.\nAny plot.", "k1"),
            cell(Role.MANUAL, "x = 42", "d2", "code"),
        ]
    )
    expected = {"d0": "d0", "d1": "Discussion 1: why?", "k1": "Draw a plot."}
    assert titles == {**expected, "d2": "Discussion 1: why?"}
