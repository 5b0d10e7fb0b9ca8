"""Numbers of a class: of scores, of each question, and of what went wrong."""

from __future__ import annotations

import math
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.gradebook.values import QuestionRow, QuestionScore, SubmissionSummary
from autograder.reports.titles import distinct_titles
from autograder.reports.wording import STAFF_VERDICTS
from autograder.results import LIMIT_VERDICTS, Status, TestResult, Verdict

MIN_FOR_DISCRIMINATION = 10
"""Fewer submissions say nothing about a question: the correlation's standard error is above 0.3."""


MIN_FOR_SUSPICION = 5
"""Where fewer students tried, that all of them failed is no reason to doubt the test."""


@dataclass(frozen=True)
class Scores:
    """Numbers of a list of scores; None where they are not defined."""

    count: int
    mean: float | None
    median: float | None
    deviation: float | None
    """Sample standard deviation (n - 1)."""
    lowest: float | None
    highest: float | None


def describe_scores(scores: Sequence[float]) -> Scores:
    """Count, mean, median, sample standard deviation and range."""
    if not scores:
        return Scores(0, None, None, None, None, None)
    return Scores(
        len(scores),
        statistics.fmean(scores),
        statistics.median(scores),
        statistics.stdev(scores) if len(scores) > 1 else None,
        min(scores),
        max(scores),
    )


@dataclass(frozen=True)
class QuestionNumbers:
    """How a class did on one question, over the submissions that have points for it."""

    question: QuestionRow
    count: int
    passed: float | None
    """Share with full points, 0 to 1."""
    mean: float | None
    """Mean points."""
    difficulty: float | None
    """Mean share of the points, 0 to 1: the item's difficulty index (high means easy)."""
    discrimination: float | None
    """See `discrimination`; over the submissions without open questions."""
    verdicts: dict[Verdict, int]
    """Verdicts of the program, where no person gave the points instead."""
    adjusted: int
    """Submissions where a person gave the points."""


def question_numbers(
    summaries: Sequence[SubmissionSummary], questions: Sequence[QuestionRow]
) -> list[QuestionNumbers]:
    """The numbers of each of `questions`."""
    items = [{_key(item.question): item for item in s.questions} for s in summaries]
    numbers = []
    for question in questions:
        scored = [
            (item, by_key)
            for by_key in items
            if (item := by_key.get(_key(question))) is not None and item.points is not None
        ]
        shares = [_share(item) for item, _ in scored]
        # Points that a person still has to give would count as zero in the rest.
        complete = [
            (share, sum(other.points or 0.0 for other in by_key.values() if other is not item))
            for share, (item, by_key) in zip(shares, scored, strict=True)
            if all(other.points is not None for other in by_key.values())
        ]
        present = [item for by_key in items if (item := by_key.get(_key(question))) is not None]
        verdicts, adjusted = count_verdicts(present)
        numbers.append(
            QuestionNumbers(
                question=question,
                count=len(scored),
                passed=statistics.fmean(share >= 1 for share in shares) if shares else None,
                mean=statistics.fmean(i.points or 0.0 for i, _ in scored) if scored else None,
                difficulty=statistics.fmean(shares) if shares else None,
                discrimination=discrimination(*zip(*complete, strict=True)) if complete else None,
                verdicts=verdicts,
                adjusted=adjusted,
            )
        )
    return numbers


def never_passed(
    summaries: Sequence[SubmissionSummary], questions: Sequence[QuestionRow]
) -> list[QuestionRow]:
    """Tests that gave nobody a point, though at least `MIN_FOR_SUSPICION` students tried.

    The mistake may be the test's. Not among them: a test at which a person corrected points.
    """
    found = []
    for numbers in question_numbers(summaries, questions):
        tried = sum(count for verdict, count in numbers.verdicts.items() if verdict in _FAILURES)
        if numbers.mean == 0 and not numbers.adjusted and tried >= MIN_FOR_SUSPICION:
            found.append(numbers.question)
    return [question for question in found if question.maximum]


def count_verdicts(items: Sequence[QuestionScore]) -> tuple[dict[Verdict, int], int]:
    """How often each verdict stands, and how often a person gave the points instead."""
    counts = Counter(item.verdict for item in items if item.adjustment is None)
    adjusted = sum(item.adjustment is not None for item in items)
    return {verdict: counts[verdict] for verdict in Verdict if counts[verdict]}, adjusted


def discrimination(item: Sequence[float], rest: Sequence[float]) -> float | None:
    """Corrected item-total correlation: how well a question tells strong from weak students.

    Pearson's correlation between the points of the question and the sum of the points of all
    *other* questions; for a question that is only passed or failed, that is the point-biserial
    correlation. The question itself is left out of the total, since otherwise it correlates
    with itself. As a rule of thumb, below 0.2 a question deserves a look, and a negative value
    often means a wrong test.

    Sources: Henrysson, "Correction of item-total correlations in item analysis",
    Psychometrika 28 (1963) 211-218; the rule of thumb: Ebel, "Measuring Educational
    Achievement" (1965), chapter 11.

    Returns:
        -1 to 1; None for fewer than `MIN_FOR_DISCRIMINATION` students, or if all have the same
        points in the question or in the rest.
    """
    if len(item) < MIN_FOR_DISCRIMINATION:
        return None
    try:
        value = statistics.correlation(item, rest)
    except statistics.StatisticsError:  # one of them is constant
        return None
    return value if math.isfinite(value) else None


def under_other_tests(summaries: Sequence[SubmissionSummary]) -> list[SubmissionSummary]:
    """Those whose run was examined otherwise than the newest run: tests, limits, seed or image.

    Their points compare with those of the others only as far as the change does not matter.
    """
    graded = [(summary.run, summary) for summary in summaries if summary.run is not None]
    if not graded:
        return []
    newest = max((run for run, _ in graded), key=lambda run: run.id).examination_key
    return [summary for run, summary in graded if run.examination_key != newest]


def _key(question: QuestionRow) -> tuple[str, str]:
    return question.notebook, question.grade_id


def _share(item: QuestionScore) -> float:
    """Share of the points; without points to give, all or nothing by the verdict."""
    if not item.maximum:
        return float(item.verdict is Verdict.PASSED)
    return (item.points or 0.0) / item.maximum


# -- what went wrong ------------------------------------------------------------------------------


@dataclass(frozen=True)
class FailureGroup:
    """Submissions that failed for the same reason, as far as a program can tell.

    `tests` are the questions where it happened, with the students of each.
    """

    verdict: Verdict
    cause: str
    tests: tuple[tuple[QuestionRow, tuple[str, ...]], ...]

    @property
    def students(self) -> tuple[str, ...]:
        """All of them, each once."""
        return tuple(dict.fromkeys(name for _, names in self.tests for name in names))

    @property
    def by_students(self) -> list[tuple[tuple[str, ...], list[QuestionRow]]]:
        """The questions of the same students together: one mistake often costs several."""
        found: dict[tuple[str, ...], list[QuestionRow]] = defaultdict(list)
        for question, names in self.tests:
            found[names].append(question)
        return list(found.items())


_FAILURES = frozenset(Verdict) - {
    *(Verdict.PASSED, Verdict.PENDING, Verdict.NO_RESPONSE, Verdict.NOT_REACHED)
}


def group_failures(summaries: Sequence[SubmissionSummary]) -> list[FailureGroup]:
    """Failures by verdict and normalised text; those that most students met first."""
    groups: dict[tuple[Verdict, str], dict[QuestionRow, list[str]]] = {}
    for summary in summaries:
        for item in summary.questions:
            result = item.result
            if result is None or result.verdict not in _FAILURES:
                continue
            cause = normalise(_reason(result))
            tests = groups.setdefault((result.verdict, cause), defaultdict(list))
            tests[item.question].append(summary.student.name)
    found = [
        FailureGroup(*key, tuple((question, tuple(names)) for question, names in tests.items()))
        for key, tests in groups.items()
    ]
    return sorted(found, key=lambda group: -len(group.students))


def _reason(result: TestResult) -> str:
    """What tells causes apart. At a limit the detail names this project's own classes only."""
    if result.verdict in LIMIT_VERDICTS:
        return result.message or result.detail
    return result.detail or result.message


_ANSI = re.compile(r"\x1b\[[0-9;?]*[@-~]")
_VARIABLE = (
    # What one submission used of a limit.
    (re.compile(r" \(used: [^()]{1,20}\)"), ""),
    (re.compile(r"0x[0-9a-fA-F]+"), "0x…"),
    # Tensors and lists longer than a shape.
    (re.compile(r"\[[^\[\]]{40,}\]"), "[…]"),
    (re.compile(r"(?<![\w.])[-+]?\d+\.\d*(e[-+]?\d+)?|(?<![\w.])[-+]?\d{4,}", re.IGNORECASE), "#"),
    (re.compile(r"(/[\w.@-]+){2,}/"), "…/"),
    (re.compile(r"\s+"), " "),
)


def normalise(text: str) -> str:
    """The cause in `text`: the last line of a traceback, without what differs by chance.

    Addresses, decimal fractions, long numbers, folders and what was used of a limit are replaced
    or left out; small whole numbers stay, since they are often a shape.

    >>> normalise("Traceback …\\nValueError: loss 0.6931 at 0x7f3a, shape (32, 10)")
    'ValueError: loss # at 0x…, shape (32, 10)'
    >>> normalise("wrote more than the disk limit of 50 MB (used: 49 MB). Write less.")
    'wrote more than the disk limit of 50 MB. Write less.'
    """
    # Only the end matters, and a hostile text may be long.
    lines = [line.strip() for line in _ANSI.sub("", text[-20_000:]).splitlines() if line.strip()]
    cause = lines[-1] if lines else ""
    # The message of an exception may have several lines; its first one names the exception.
    for line in reversed(lines):
        if re.match(r"[A-Za-z_][\w.]*(Error|Exception|Warning|Exit|Interrupt|Failed)\b", line):
            cause = line
            break
    cause = cause[:2000]
    for pattern, replacement in _VARIABLE:
        cause = pattern.sub(replacement, cause)
    return cause[:300]


# -- who needs a person ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Need:
    """Why a person should look at a submission. `urgent` if points depend on it."""

    reason: str
    urgent: bool


@dataclass(frozen=True)
class NeedGroup:
    """Submissions at which a person should look for the same reason."""

    need: Need
    summaries: tuple[SubmissionSummary, ...]


def group_needs(summaries: Sequence[SubmissionSummary]) -> list[NeedGroup]:
    """What a person should look at: urgent reasons first, then what most submissions share."""
    groups: dict[Need, list[SubmissionSummary]] = defaultdict(list)
    for summary in summaries:
        for need in needs(summary):
            groups[need].append(summary)
    found = [NeedGroup(need, tuple(concerned)) for need, concerned in groups.items()]
    return sorted(found, key=lambda g: (not g.need.urgent, -len(g.summaries)))


def needs(summary: SubmissionSummary) -> list[Need]:
    """Why a person should look at `summary`; empty if nobody has to."""
    found: list[Need] = []
    titles = distinct_titles(item.question for item in summary.questions)

    def called(item: QuestionScore) -> str:
        return titles[_key(item.question)]

    if summary.run is None or summary.last_error:
        reason = summary.last_error or "waits for its first examination"
        found.append(Need(f"not graded: {reason}", urgent=True))
    elif summary.waiting:
        found.append(Need("a newer attempt waits for its examination", urgent=True))
    if summary.run is not None and summary.run.status is Status.INVALID:
        found.append(Need(f"could not be read: {summary.run.error}", urgent=True))
    elif summary.run is not None and summary.unread:
        reason = f"{', '.join(summary.unread)} could not be read: {summary.run.error}"
        found.append(Need(reason, urgent=True))
    open_questions = [] if summary.run is None else list(summary.pending)
    broken = [item for item in open_questions if item.verdict is Verdict.GRADER_ERROR]
    manual = [item for item in open_questions if item.question.manual and item not in broken]
    other = [item for item in open_questions if item not in broken and item not in manual]
    for label, items in (
        ("grader error", broken),
        ("to be graded", manual),
        ("not examined yet", other),
    ):
        if items:
            found.append(Need(f"{label}: {'; '.join(map(called, items))}", urgent=True))
    outdated = [called(item) for item in summary.outdated_adjustments]
    if outdated:
        reason = f"points given for an earlier attempt: {'; '.join(outdated)}"
        found.append(Need(reason, urgent=True))
    remarks = [
        f"{STAFF_VERDICTS[verdict].label.lower()}: {'; '.join(map(called, ended))}"
        for verdict, ended in _limits(summary).items()
    ]
    late = ["late, and loses points for it, though an earlier attempt was in time"]
    for remark in (*(late * summary.was_in_time), *remarks, *summary.flags):
        found.append(Need(remark, urgent=False))
    return found


def to_decide(summary: SubmissionSummary) -> list[QuestionScore]:
    """Questions whose points a person has to give, or to confirm for a newer attempt.

    A test that was not examined is not among them: points of a person would stand against every
    later run.
    """
    if summary.run is None:
        return []
    outdated = {_key(item.question) for item in summary.outdated_adjustments}
    return [
        item
        for item in summary.questions
        if _key(item.question) in outdated
        or (item.points is None and (item.result is not None or item.question.manual))
    ]


def _limits(summary: SubmissionSummary) -> dict[Verdict, list[QuestionScore]]:
    """Questions without a person's points that ended at a limit, by verdict."""
    found: dict[Verdict, list[QuestionScore]] = defaultdict(list)
    for item in summary.questions:
        if item.verdict in LIMIT_VERDICTS and item.adjustment is None:
            assert item.verdict is not None
            found[item.verdict].append(item)
    return found
