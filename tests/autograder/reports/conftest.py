"""Made-up submissions: values only, no examination behind them."""

import random
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from autograder.gradebook.values import (
    AdjustmentRow,
    AssignmentRow,
    AttemptRow,
    QuestionRow,
    QuestionScore,
    RunFiles,
    RunRow,
    StudentRow,
    SubmissionSummary,
)
from autograder.results import Status, TestResult, Verdict

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
ATTEMPT = AttemptRow(sha256="a" * 64, received_at=NOON)


def make_result(test="q1", verdict=Verdict.PASSED, points="auto", maximum=2.0, **more):
    if points == "auto":
        waits = verdict in (Verdict.PENDING, Verdict.GRADER_ERROR)
        points = None if waits else maximum if verdict is Verdict.PASSED else 0.0
    values = {"notebook": "gan", "title": f"Title of {test}", "manual": verdict is Verdict.PENDING}
    return TestResult(test=test, verdict=verdict, points=points, maximum=maximum, **(values | more))


def make_score(result, *, given=None, comments=(), reason="", attempt=ATTEMPT, heading=""):
    question = QuestionRow(
        notebook=result.notebook,
        grade_id=result.test,
        title=result.title,
        maximum=result.maximum,
        manual=result.manual,
        hidden=result.hidden,
        heading=heading,
    )
    adjustment = None
    if given is not None:
        adjustment = AdjustmentRow(
            notebook=result.notebook,
            grade_id=result.test,
            points=given,
            author="grace",
            reason=reason,
            created_at=NOON,
            attempt=attempt,
        )
    return QuestionScore(
        question=question,
        result=result,
        adjustment=adjustment,
        comments=comments,
        automatic=result.points,
    )


def make_run(results=(), status=Status.GRADED, **more):
    values = {
        "id": 1,
        "assignment": "gan",
        "student": "ada",
        "attempt": ATTEMPT,
        "examination_key": "k",
        "started_at": NOON,
        "finished_at": NOON,
        "seconds": 1.0,
        "cpu_seconds": 1.0,
        "peak_memory_bytes": 1 << 30,
        "environment": {},
        "flags": (),
        "error": "",
        "files": RunFiles(),
    }
    return RunRow(results=tuple(results), status=status, **(values | more))


def make_summary(*items, student="ada", run="auto", **more):
    """A submission of `items` (results, or scores where a person added something)."""
    scores = tuple(make_score(i) if isinstance(i, TestResult) else i for i in items)
    values = {
        "assignment": "gan",
        "attempt": ATTEMPT,
        "attempts": 1,
        "last_error": "",
        "comments": (),
        "extension": None,
        "due": NOON + timedelta(days=7),
    }
    if run == "auto":
        run = make_run([score.result for score in scores])
    who = StudentRow(name=student) if isinstance(student, str) else student
    return SubmissionSummary(student=who, questions=scores, run=run, **(values | more))


def make_assignment(summary=None, **more):
    questions = () if summary is None else tuple(item.question for item in summary.questions)
    values = {"title": "GAN losses", "due": NOON, "released_at": None, "questions": questions}
    return AssignmentRow(name="gan-loss", **(values | more))


def make_class(size, seed=0):
    """A class in which able students pass more, but fail the last question: a wrong test."""
    rng = random.Random(seed)
    summaries = []
    for number in range(size):
        ability = rng.random()
        passed = [*(rng.random() < ability for _ in range(5)), rng.random() > ability]
        results = [
            make_result(
                f"q{place}",
                Verdict.PASSED if good else Verdict.FAILED,
                detail="" if good else f"AssertionError: loss {rng.random()} is not below 0.1",
            )
            for place, good in enumerate(passed, start=1)
        ]
        summaries.append(make_summary(*results, student=f"student{number:03}"))
    return summaries


@pytest.fixture
def make():
    return SimpleNamespace(
        result=make_result,
        score=make_score,
        run=make_run,
        summary=make_summary,
        assignment=make_assignment,
        class_of=make_class,
        noon=NOON,
        attempt=ATTEMPT,
    )
