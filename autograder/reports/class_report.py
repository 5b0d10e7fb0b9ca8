"""The report on a whole class, for teaching assistants: one page that needs nothing else."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from markupsafe import Markup

from autograder.gradebook.values import AssignmentRow, StudentRow, SubmissionSummary
from autograder.reports import charts, pages, sanitize, statistics, wording
from autograder.reports.titles import distinct_titles
from autograder.results import Status, Verdict

MANY_NAMES: Final = 8
"""More names than these are folded up."""
CLOSE_TO_LIMIT: Final = 0.5
"""Share of a limit from which a submission is listed among the budgets."""

Link = Callable[[SubmissionSummary], str]
"""Relative URL of something that belongs to a submission; empty if there is nothing."""


def _no_link(_: SubmissionSummary) -> str:
    return ""


def render_class_report(
    assignment: AssignmentRow,
    summaries: Sequence[SubmissionSummary],
    *,
    now: datetime,
    roster: Sequence[StudentRow] = (),
    feedback_link: Link = _no_link,
    record_link: Link = _no_link,
) -> str:
    """The page.

    Args:
        roster: all students of the course, to name those who submitted nothing.
        now: the time the report is made, aware; its zone is that in which times are shown.
    """
    ordered = sorted(summaries, key=lambda s: s.student.name)
    complete = [s for s in ordered if s.score is not None and not s.pending]
    graded = [s for s in ordered if s.score is not None]
    scores = [s.score for s in graded if s.score is not None]
    numbers = statistics.describe_scores(scores)
    maximum = assignment.maximum
    submitted = {s.student.name for s in ordered}
    older = statistics.under_other_tests(ordered)
    asked = [item.question for s in ordered for item in s.questions]
    doubtful = statistics.never_passed(ordered, assignment.questions)
    closest, others = _budgets(ordered)
    return pages.render(
        "class.html",
        assignment=assignment,
        title=sanitize.plain(assignment.title or assignment.name),
        maximum=maximum,
        now=now,
        numbers=numbers,
        unreadable=sum(s.status is Status.INVALID for s in graded),
        open_count=len(graded) - len(complete),
        ungraded=len(ordered) - len(graded),
        chart=_chart(scores, maximum, numbers) if scores else None,
        questions=_by_heading(statistics.question_numbers(ordered, assignment.questions)),
        several=len({question.notebook for question in assignment.questions}) > 1,
        titles=distinct_titles([*asked, *assignment.questions]),
        failures=statistics.group_failures(ordered),
        doubtful=wording.never_passed([q.grade_id for q in doubtful]) if doubtful else "",
        older=wording.under_other_tests(len(older)) if older else "",
        needs=statistics.group_needs(ordered),
        link=feedback_link,
        many_names=MANY_NAMES,
        budget_words=wording.BUDGETS,
        budgets=closest,
        other_budgets=others,
        rows=[_row(s, feedback_link, record_link) for s in ordered],
        missing=[student for student in roster if student.name not in submitted],
        minimum_students=statistics.MIN_FOR_DISCRIMINATION,
        percent=_percent,
        at_most=_at_most,
        number=_number,
        counted=_counted,
        staff_words=wording.STAFF_VERDICTS,
        statuses=wording.STATUSES,
        plain=sanitize.plain,
        phrase=sanitize.phrase,
    )


def _by_heading(
    numbers: Sequence[statistics.QuestionNumbers],
) -> list[tuple[str, list[statistics.QuestionNumbers]]]:
    below = groupby(numbers, key=lambda row: (row.question.notebook, row.question.heading))
    return [(wording.without_points(heading), list(rows)) for (_, heading), rows in below]


def _chart(scores: list[float], maximum: float, numbers: statistics.Scores) -> Markup:
    median = numbers.median or 0.0
    counts = Counter(f"{10 * min(9, int(10 * s / maximum)) if maximum else 0}" for s in scores)
    tenths = ", ".join(
        f"{count} from {lower} to {int(lower) + 10} %"
        for lower, count in sorted(counts.items(), key=lambda pair: int(pair[0]))
    )
    description = f"Histogram of {len(scores)} scores; median {median:.4g} points. {tenths}."
    return charts.histogram(scores, maximum, median, description)


def _row(summary: SubmissionSummary, feedback_link: Link, record_link: Link) -> dict[str, Any]:
    return {
        "summary": summary,
        "name": sanitize.plain(summary.student.name),
        "full_name": sanitize.plain(summary.student.display_name),
        "verdicts": _counted(*statistics.count_verdicts(summary.questions)),
        "feedback": feedback_link(summary),
        "record": record_link(summary),
    }


def _budgets(
    summaries: Sequence[SubmissionSummary],
) -> tuple[list[tuple[SubmissionSummary, list[float | None]]], list[float]]:
    """What submissions used of each budget.

    Returns:
        those that came close to a limit, the closest first, with their shares; and the largest
        share of each of the others.
    """
    used = [
        (s, [s.run.budgets.get(name) for name in wording.BUDGETS])
        for s in summaries
        if s.run is not None and s.run.budgets
    ]
    largest = [max(share or 0.0 for share in shares) for _, shares in used]
    close = [number for number, share in enumerate(largest) if share > CLOSE_TO_LIMIT]
    close.sort(key=lambda number: -largest[number])
    return [used[number] for number in close], [s for s in largest if s <= CLOSE_TO_LIMIT]


def _counted(verdicts: Mapping[Verdict, int], adjusted: int) -> list[tuple[str, int]]:
    """Verdicts in words, with how often each stands."""
    counts = [
        (_times(wording.STAFF_VERDICTS[v].label.lower(), count), count)
        for v, count in verdicts.items()
    ]
    return [*counts, ("by a person", adjusted)] if adjusted else counts


def _times(label: str, count: int) -> str:
    """The label for `count` of them; only errors are nouns."""
    return f"{label}s" if label.endswith("error") and count != 1 else label


def _at_most(share: float) -> str:
    """A share in whole per cent, rounded up.

    >>> _at_most(0.0012), _at_most(0.25)
    ('1 %', '25 %')
    """
    return f"{math.ceil(round(100 * share, 6))} %"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.0f} %"


def _number(value: float | None, digits: int = 2) -> str:
    if value is None:
        return "–"
    # A typographic minus has the width of the digits.
    return f"{value:.{digits}f}".replace("-", "\N{MINUS SIGN}")
