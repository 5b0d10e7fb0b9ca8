"""One student's feedback on one assignment, as a page that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from itertools import groupby
from typing import Any, Self

from markupsafe import Markup

from autograder.gradebook.values import (
    AssignmentRow,
    CommentRow,
    QuestionScore,
    SubmissionSummary,
)
from autograder.reports import pages, sanitize, wording
from autograder.reports.notebook_view import CellView, view
from autograder.reports.titles import distinct_titles
from autograder.reports.wording import Wording
from autograder.results import Status, Verdict

_GAP = 0.6
"""Per cent of the bar between two questions."""
_WITHHELD = Wording("Not shown yet", "wait", "The verdict of this hidden test appears later.")


@dataclass(frozen=True, kw_only=True)
class HiddenPolicy:
    """When students see the verdicts of tests with a hidden part.

    Args:
        verdicts: "always"; "after_due": once `due` has passed (without a due date, once the
            feedback is released); "on_release": once it is released.
        now: the present time, aware; its zone is that in which times are shown.
        due: the date that has to pass: the latest that anybody has, late days included, or the
            first to see the verdicts could tell those who still work.
        released: whether the feedback was released.
    """

    verdicts: str = "always"
    now: datetime
    due: datetime | None = None
    released: bool = False

    @classmethod
    def of(cls, assignment: AssignmentRow, verdicts: str, now: datetime) -> Self:
        """The policy of an assignment, with what the gradebook knows of it."""
        released = assignment.released_at is not None and assignment.released_at <= now
        return cls(verdicts=verdicts, now=now, due=assignment.accepted_until, released=released)

    def withheld(self) -> str:
        """When the verdicts become available, in words; empty if they are."""
        if self.verdicts == "always" or self.released:
            return ""
        if self.verdicts == "after_due" and self.due is not None:
            return (
                "" if self.now > self.due else f"after {wording.moment(self.due, self.now.tzinfo)}"
            )
        if self.verdicts in ("after_due", "on_release"):
            return "after release by the course staff"
        message = f"{self.verdicts!r} is not one of always, after_due, on_release"
        raise ValueError(message)


@dataclass(frozen=True)
class Row:
    """One line of the table of questions. `anchor` leads to the cell, where there is one."""

    notebook: str
    grade_id: str
    title: Markup
    verdict: Wording
    points: float | None
    maximum: float
    message: Markup
    by: Markup
    comments: tuple[CommentRow, ...]
    hidden: bool
    withheld: bool
    anchor: str


@dataclass(frozen=True)
class Group:
    """Consecutive rows below one heading. Sums leave out what is withheld, and what is open."""

    heading: Markup
    rows: list[Row]

    @property
    def points(self) -> float | None:
        known = [row.points for row in self.rows if row.points is not None]
        return sum(known) if known else None

    @property
    def maximum(self) -> float:
        return sum(row.maximum for row in self.rows if not row.withheld)


@dataclass(frozen=True)
class Notebook:
    """One executed notebook, with the rows of its graded cells."""

    name: str
    cells: list[tuple[CellView, Row | None]]


def render_feedback(
    summary: SubmissionSummary,
    notebooks: Mapping[str, Any],
    *,
    policy: HiddenPolicy,
    title: str = "",
    missing: Sequence[str] = (),
) -> str:
    """The page.

    Args:
        summary: the submission as it counts.
        notebooks: executed notebook (nbformat 4 JSON) by stem, of the run that counts.
        title: the assignment's title.
        missing: stems of executed notebooks that cannot be shown.
    """
    later = policy.withheld()
    titles = distinct_titles(item.question for item in summary.questions)
    # What is wrong with a file that cannot be read stands above the questions, once.
    known_error = summary.run.error if summary.run and summary.status is Status.INVALID else ""
    rows = [
        _row(item, number, later, titles[item.question.notebook, item.question.grade_id])
        for number, item in enumerate(_without(summary.questions, known_error), start=1)
    ]
    by_cell = {(row.notebook, row.grade_id): row for row in rows}
    hidden = frozenset(item.question.grade_id for item in summary.questions if _is_hidden(item))
    known = [row for row in rows if not row.withheld]
    return pages.render(
        "feedback.html",
        title=sanitize.plain(title or summary.assignment),
        summary=summary,
        student=sanitize.plain(summary.student.display_name),
        score=_score(summary, known),
        maximum=sum(row.maximum for row in known),
        withheld_points=sum(row.maximum for row in rows if row.withheld),
        later=later,
        segments=_segments(rows),
        pending=[row for row in known if row.points is None],
        meanings=_meanings(rows),
        any_hidden=any(row.hidden for row in rows),
        groups=_groups(summary.questions, rows),
        several=len({row.notebook for row in rows}) > 1,
        notices=_notices(summary, missing, policy.now.tzinfo),
        comments=summary.comments,
        notebooks=[
            Notebook(
                stem,
                [(cell, by_cell.get((stem, cell.grade_id))) for cell in view(notebook, hidden)],
            )
            for stem, notebook in notebooks.items()
        ],
        zone=policy.now.tzinfo,
        plain=sanitize.plain,
        markdown=sanitize.markdown,
    )


def _without(items: Sequence[QuestionScore], known: str) -> Iterator[QuestionScore]:
    """`items`, without messages that say no more than `known`, which ends with a hint."""
    for item in items:
        if item.result is not None and item.result.message and item.result.message in known:
            yield replace(item, result=replace(item.result, message=""))
        else:
            yield item


def _meanings(rows: Sequence[Row]) -> list[Wording]:
    """The verdicts of `rows` that need an explanation, each once."""
    passed = wording.VERDICTS[Verdict.PASSED]
    found = dict.fromkeys(row.verdict for row in rows)
    return [verdict for verdict in found if verdict.meaning and verdict != passed]


def _score(summary: SubmissionSummary, known: Sequence[Row]) -> float | None:
    """Points of the rows that may be seen, less what being late costs; None if there is no score.

    Points of a person on a withheld question alone make none.
    """
    if summary.run is None and all(row.points is None for row in known):
        return None
    if summary.too_late:
        return 0.0
    return max(0.0, sum(row.points or 0.0 for row in known) - summary.late_penalty)


def _lateness(summary: SubmissionSummary, zone: tzinfo | None) -> str:
    """When it was due, and what being late costs.

    Not what was taken off: of fewer points than that, it would tell those of withheld tests.
    """
    earlier = " An earlier attempt was in time; the latest one counts." * summary.was_in_time
    when = f"Received after the due date, {wording.moment(summary.due, zone)}"
    days = summary.late.days_begun(summary.delay)
    most = summary.late.days
    if not summary.late_penalty:
        return f"{when}; nothing is taken off." if days == 0 else f"{when}."
    if most is not None and days > most:
        limit = f"more than {wording.plural(most, 'day')} late" if most else "late"
        return f"{when}. What is {limit} earns no points.{earlier}"
    lost = f"{wording.points(summary.late_penalty)} of {wording.points(summary.maximum)} points"
    each = f"{summary.late.percent_per_day:g} % for each day begun ({days})"
    return f"{when}: {lost} are taken off, {each}.{earlier}"


def _is_hidden(item: QuestionScore) -> bool:
    return item.question.hidden or (item.result is not None and item.result.hidden)


def _row(item: QuestionScore, number: int, later: str, title: str) -> Row:
    withheld = bool(later) and _is_hidden(item)
    message = by = ""
    if not withheld and item.adjustment is not None:
        noun = "point" if item.points == 1 else "points"
        by = f"{wording.points(item.points)} {noun} given by {item.adjustment.author}"
        by += f": {item.adjustment.reason}" if item.adjustment.reason else ""
    if not withheld and item.result is not None:
        message = item.result.message
    return Row(
        notebook=item.question.notebook,
        grade_id=item.question.grade_id,
        title=sanitize.phrase(title),
        verdict=_WITHHELD if withheld else verdict(item),
        points=None if withheld else item.points,
        maximum=item.maximum,
        message=sanitize.phrase(wording.sentence(message)),
        by=sanitize.plain(by),
        comments=() if withheld else item.comments,
        hidden=_is_hidden(item),
        withheld=withheld,
        anchor=f"question-{number}",
    )


def _groups(questions: Sequence[QuestionScore], rows: Sequence[Row]) -> list[Group]:
    below = groupby(
        zip(questions, rows, strict=True),
        key=lambda pair: (pair[0].question.notebook, pair[0].question.heading),
    )
    return [
        Group(sanitize.plain(wording.without_points(heading)), [row for _, row in pairs])
        for (_, heading), pairs in below
    ]


def verdict(item: QuestionScore) -> Wording:
    """The verdict in words, a person's points and partial credit considered."""
    if item.adjustment is not None and item.points is not None:
        fraction = item.points / item.maximum if item.maximum else 1.0
        tone = "good" if fraction >= 1 else "part" if fraction > 0 else "bad"
        return Wording("Graded", tone, "A person gave the points.")
    if item.verdict is None:
        if item.automatic is not None:
            return wording.VERDICTS[Verdict.NOT_REACHED]
        return Wording("Not examined", "wait", "This question was not examined yet.")
    partial = item.points is not None and 0 < item.points < item.maximum
    if partial and item.verdict in (Verdict.PASSED, Verdict.FAILED):
        return Wording("Partial credit", "part", "The test gave a part of the points.")
    return wording.VERDICTS[item.verdict]


def _segments(rows: list[Row]) -> list[tuple[float, float, float, str]]:
    """(start, width, filled width, tone) of each question in a bar of length 100."""
    graded = [row for row in rows if row.maximum > 0]
    total = sum(row.maximum for row in graded)
    room = 100 - _GAP * (len(graded) - 1)
    segments, start = [], 0.0
    for row in graded:
        width = room * row.maximum / total
        share = min(1.0, (row.points or 0.0) / row.maximum)
        segments.append((start, width, width * share, row.verdict.tone))
        start += width + _GAP
    return segments


def _notices(
    summary: SubmissionSummary, missing: Sequence[str], zone: tzinfo | None
) -> list[Markup]:
    """What the student has to know about the submission as a whole."""
    notices = []
    if summary.run is None:
        notices.append("This submission is not graded yet. It will be; there is nothing to do.")
    elif summary.status is Status.INVALID:
        notices.append(f"The submission could not be read. {summary.run.error}")
    if summary.run is not None and summary.waiting:
        notices.append(
            "A newer attempt waits for grading. This page shows the latest graded attempt."
        )
    if summary.is_late:
        notices.append(_lateness(summary, zone))
    notices += [f"The executed notebook {stem} is not available." for stem in missing]
    return [sanitize.plain(notice) for notice in notices]
