"""What a student's page tells of hidden tests: as much as the policy allows, by any channel."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.gradebook.values import CommentRow
from autograder.reports import wording
from autograder.reports.feedback import HiddenPolicy, render_feedback
from autograder.results import Status, Verdict
from tests.autograder.reports.conftest import (
    NOON,
    make_result,
    make_run,
    make_score,
    make_summary,
)

HIDDEN = """# Hidden: the loss
### BEGIN HIDDEN TESTS
assert loss(1) == 'secret-value'
### END HIDDEN TESTS"""
WITHHELD = (
    HiddenPolicy(verdicts="on_release", now=NOON),
    HiddenPolicy(verdicts="after_due", now=NOON, due=NOON + timedelta(days=1)),
    HiddenPolicy(verdicts="after_due", now=NOON, due=NOON),
    HiddenPolicy(verdicts="after_due", now=NOON),
)
SHOWN = (
    HiddenPolicy(now=NOON),
    HiddenPolicy(verdicts="on_release", now=NOON, released=True),
    HiddenPolicy(verdicts="after_due", now=NOON, due=NOON - timedelta(seconds=1)),
)
COMMENT = CommentRow(
    id=1, notebook="gan", grade_id="q2", author="grace", text="secret-comment", created_at=NOON
)

# What the examination of hidden tests may leave: in the test's result, and about the whole run.
found = st.fixed_dictionaries(
    {
        "verdict": st.sampled_from([v for v in Verdict if v is not Verdict.PENDING]),
        "points": st.sampled_from([0.0, 0.01, 1.99, 2.0]),
        "seconds": st.sampled_from([0.001, 59.9]),
        "detail": st.sampled_from(["", "AssertionError: secret-detail", "exit code 137"]),
        "message": st.sampled_from(["", "secret-message"]),
        "given": st.sampled_from([None, 0.0, 1.5]),
        "commented": st.booleans(),
        "status": st.sampled_from([Status.GRADED, Status.NEEDS_REVIEW]),
        "flags": st.sampled_from([(), ("q2: secret-flag",)]),
        "run_seconds": st.sampled_from([1.0, 300.0]),
        "memory": st.sampled_from([None, 1 << 20, 1 << 34]),
        "outputs": st.sampled_from([0, 1, 7]),
    }
)


def page(facts: dict[str, Any], policy: HiddenPolicy) -> str:
    """A visible test, a hidden one with these facts, and the notebook that was run."""
    points = None if facts["verdict"] is Verdict.GRADER_ERROR else facts["points"]
    hidden = make_result(
        "q2",
        facts["verdict"],
        points,
        hidden=True,
        title="Hidden: the loss",
        seconds=facts["seconds"],
        detail=facts["detail"],
        message=facts["message"],
    )
    score = make_score(
        hidden,
        given=facts["given"],
        reason="secret-reason",
        comments=(COMMENT,) if facts["commented"] else (),
    )
    visible = make_score(make_result("q1", Verdict.FAILED, message="expected 2, got 3"))
    run = make_run(
        [visible.result, hidden],
        facts["status"],
        flags=facts["flags"],
        seconds=facts["run_seconds"],
        cpu_seconds=facts["run_seconds"],
        peak_memory_bytes=facts["memory"],
        environment={"exit_code": facts["outputs"]},
    )
    output = {"output_type": "stream", "name": "stdout", "text": "secret-output"}
    cells = [
        {"cell_type": "code", "source": source, "metadata": noted, "outputs": outputs}
        for source, noted, outputs in (
            ("def loss(x): ...", {"autograder": {"role": "answer", "grade_id": "a1"}}, []),
            ("assert loss(0) == 2", {"autograder": {"role": "test", "grade_id": "q1"}}, []),
            (
                HIDDEN,
                {
                    "autograder": {"role": "test", "grade_id": "q2"},
                    "execution": {"iopub.execute_input": facts["run_seconds"]},
                },
                [output] * facts["outputs"],
            ),
        )
    ]
    return render_feedback(
        make_summary(visible, score, run=run), {"gan": {"cells": cells}}, policy=policy
    )


@pytest.mark.parametrize("policy", WITHHELD)
@settings(max_examples=10, deadline=None)
@given(first=found, second=found)
def test_a_withheld_page_is_the_same_whatever_was_found(
    policy: HiddenPolicy, first: dict[str, Any], second: dict[str, Any]
) -> None:
    """So no total, no length of a bar and no note leads back to a withheld score."""
    assert page(first, policy) == page(second, policy)
    assert "secret-" not in page(first, policy)


@pytest.mark.parametrize("policy", SHOWN)
@settings(max_examples=10, deadline=None)
@given(first=found, second=found)
def test_a_page_with_verdicts_tells_nothing_else(
    policy: HiddenPolicy, first: dict[str, Any], second: dict[str, Any]
) -> None:
    """Two runs with the same verdict, points and remarks have the same page: no text of an
    exception, no time, no memory, no exit code, no number of outputs."""
    shown = ("verdict", "points", "message", "given", "commented", "status")
    second = second | {name: first[name] for name in shown}
    assert page(first, policy) == page(second, policy)
    for secret in ("secret-value", "secret-detail", "secret-flag", "secret-output", "exit code"):
        assert secret not in page(first, policy)


@pytest.mark.parametrize("verdict", [Verdict.PASSED, Verdict.FAILED, Verdict.TIMEOUT])
def test_the_same_verdict_appears_once_it_may(verdict: Verdict) -> None:
    """The tests above can fail: what is withheld is on the page afterwards."""
    facts = {
        **{"verdict": verdict, "points": 1.99, "seconds": 1.0, "detail": "", "given": None},
        **{"message": "secret-message", "commented": False, "status": Status.GRADED, "flags": ()},
        **{"run_seconds": 1.0, "memory": None, "outputs": 0},
    }
    for policy in SHOWN:
        assert "secret-message" in page(facts, policy)
        assert "1.99" in page(facts, policy)
        assert wording.VERDICTS[verdict].label in page(facts, policy) or verdict in (
            Verdict.PASSED,
            Verdict.FAILED,
        )
    for policy in WITHHELD:
        assert "1.99" not in page(facts, policy)


def test_points_that_a_person_gave_to_a_hidden_test_of_an_ungraded_submission_are_withheld() -> (
    None
):
    pages = {
        render_feedback(
            make_summary(
                make_score(make_result("q1", Verdict.PASSED, None)),
                make_score(make_result("q2", Verdict.PASSED, None, hidden=True), given=given),
                run=None,
            ),
            {},
            policy=WITHHELD[0],
        )
        for given in (None, 0.0, 2.0)
    }
    assert len(pages) == 1


def test_points_have_two_decimals_on_every_page() -> None:
    """A finer score would let hidden rows be searched, one attempt at a time."""
    facts = {
        **{"verdict": Verdict.PASSED, "points": 1.23456, "seconds": 1.0, "detail": ""},
        **{"message": "", "given": None, "commented": False, "status": Status.GRADED, "flags": ()},
        **{"run_seconds": 1.0, "memory": None, "outputs": 0},
    }
    text = page(facts, SHOWN[0])
    assert "1.23" in text
    assert "1.234" not in text
