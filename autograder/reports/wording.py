"""How verdicts, points and times are put into words, the same on every page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from typing import Final, NamedTuple

from markupsafe import Markup

from autograder.results import Status, Verdict


class Wording(NamedTuple):
    """A verdict in words. `tone` picks colour and sign: good, part, bad, stop, wait, none."""

    label: str
    tone: str
    meaning: str


VERDICTS: Final[dict[Verdict, Wording]] = {
    Verdict.PASSED: Wording("Passed", "good", "The test passed."),
    Verdict.FAILED: Wording("Failed", "bad", "The test ran, and what it examined is wrong."),
    Verdict.ERROR: Wording("Error", "bad", "The submitted code raised an exception."),
    Verdict.TIMEOUT: Wording("Out of time", "stop", "The code took longer than is allowed."),
    Verdict.OUT_OF_MEMORY: Wording("Out of memory", "stop", "The code used too much memory."),
    Verdict.TOO_MANY_PROCESSES: Wording(
        "Too many processes", "stop", "The code started more processes than are allowed."
    ),
    Verdict.OUTPUT_LIMIT: Wording("Too much output", "stop", "The code printed too much."),
    Verdict.DISK_LIMIT: Wording("Disk full", "stop", "The code wrote more than is allowed."),
    Verdict.KERNEL_DIED: Wording("Kernel died", "stop", "The process that ran the code ended."),
    Verdict.NOT_REACHED: Wording(
        "Not reached", "none", "The code had ended before this test, or its notebook was missing."
    ),
    Verdict.GRADER_ERROR: Wording("Being checked", "wait", "The grader failed here, not you."),
    Verdict.PENDING: Wording("To be graded", "wait", "A person grades this answer."),
    Verdict.NO_RESPONSE: Wording("No response", "none", "The answer is as it was released."),
}

STAFF_VERDICTS: Final[dict[Verdict, Wording]] = VERDICTS | {
    Verdict.GRADER_ERROR: Wording("Grader error", "wait", "The grader or the test itself failed."),
}
"""As `VERDICTS`, for those who have to mend what is broken."""

SIGNS: Final = {"good": "✓", "part": "◐", "bad": "✗", "stop": "■", "wait": "…", "none": "–"}
"""Beside the colour, for readers who cannot tell colours apart."""

BUDGETS: Final = {
    "cell_seconds": "Longest cell",
    "submission_seconds": "All cells",
    "cpu_seconds": "CPU",
    "memory_bytes": "Memory",
    "pids": "Processes",
    "scratch_bytes": "Disk",
    "output_bytes": "Output",
}
"""What a submission may use up, by the name of its limit."""

STATUSES: Final[dict[Status, str]] = {
    Status.GRADED: "graded",
    Status.NEEDS_REVIEW: "waits for a person",
    Status.INVALID: "could not be read",
    Status.NOT_GRADED: "not graded yet",
}


_WORD: Final = re.compile(r"(a|[a-z]{2,})(?=[,:;.!?]?(\s|$))")
_UNDEFINED: Final = re.compile(r"\w+ is not defined")
_POINTS: Final = re.compile(r"(?<!\s)\s*\([^()]*\bpoints?\b[^()]*\)\s*$")


def points(value: float | None) -> str:
    """Points with at most two decimals (a third would let hidden scores be searched).

    >>> points(2.0), points(1.005), points(0.1 + 0.2), points(None)
    ('2', '1', '0.3', '–')
    """
    if value is None:
        return "–"
    return f"{value:.2f}".rstrip("0").rstrip(".")


def without_points(title: str) -> str:
    """A title without the points at its end, for places that show them anyway.

    >>> without_points("Shapes (of both) (1.5 points)"), without_points("Why? (2 points, by hand)")
    ('Shapes (of both)', 'Why?')
    """
    return _POINTS.sub("", title) or title


def sentence(text: str) -> str:
    """`text` with a capital letter, unless it begins with what may be a name of a program.

    >>> sentence("the loss is negative"), sentence("a: b")
    ('The loss is negative', 'A: b')
    >>> sentence("q_loss is negative"), sentence("np.sum(x)"), sentence("x is 0"), sentence("k-NN")
    ('q_loss is negative', 'np.sum(x)', 'x is 0', 'k-NN')
    >>> sentence("softmax is not defined: the cell q1 ended with SyntaxError")
    'softmax is not defined: the cell q1 ended with SyntaxError'
    """
    word = _WORD.match(text) and not _UNDEFINED.match(text)
    return text[:1].upper() + text[1:] if word else text


def moment(value: datetime | None, zone: tzinfo | None = UTC) -> str:
    """A time in a zone (None: this machine's), for people.

    >>> from zoneinfo import ZoneInfo
    >>> due = datetime(2026, 9, 1, 7, 5, tzinfo=UTC)
    >>> moment(due), moment(due, ZoneInfo("Europe/Berlin"))
    ('1 September 2026, 07:05 UTC', '1 September 2026, 09:05 CEST')
    >>> moment(due, ZoneInfo("America/Sao_Paulo"))
    '1 September 2026, 04:05 UTC-03'
    """
    if value is None:
        return "–"
    value = value.astimezone(zone)
    name = f"{value:%Z}"
    # Many zones have no letters of their own.
    name = f"UTC{name}" if name.startswith(("+", "-")) else name
    return f"{value.day} {value:%B %Y, %H:%M} {name}"


def plural(count: int, noun: str) -> str:
    """A count with its noun.

    >>> plural(1, "submission"), plural(3, "submission")
    ('1 submission', '3 submissions')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def under_other_tests(count: int) -> str:
    """That points of `count` submissions are not to be compared with the others' unseen.

    >>> under_other_tests(1)
    '1 submission was graded under other tests, limits or image than the newest'
    """
    verb = "was" if count == 1 else "were"
    return (
        f"{plural(count, 'submission')} {verb} graded under other tests, limits or image than the"
        " newest"
    )


def deduction(points_off: float) -> str:
    """What being late costs.

    >>> deduction(1), deduction(2.5)
    ('late: 1 point taken off', 'late: 2.5 points taken off')
    """
    return f"late: {points(points_off)} {'point' if points_off == 1 else 'points'} taken off"


def never_passed(ids: Sequence[str]) -> str:
    """That a test may be wrong which nobody passed.

    >>> never_passed(["q1", "q2"])
    'nobody got a point for q1, q2: look at these tests before students see their scores'
    """
    tests = "the test" if len(ids) == 1 else "these tests"
    return (
        f"nobody got a point for {', '.join(ids)}: look at {tests} before students see their scores"
    )


def code(text: Markup) -> Markup:
    """`text`, already safe, with what stands between backticks as code.

    >>> str(code(Markup("type `a &lt; b`")))
    'type <code>a &lt; b</code>'
    """
    return Markup(re.sub(r"`([^`\n]+)`", r"<code>\1</code>", str(text)))  # noqa: S704
