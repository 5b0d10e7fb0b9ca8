"""From how a test cell ended to a verdict, points and messages. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from autograder.cells import CellInfo, hidden_lines, title
from autograder.results import Measure, Measurement, TestResult, Verdict

_VERDICTS = {
    "timeout": Verdict.TIMEOUT,
    "candidate": Verdict.ERROR,
    "missing": Verdict.ERROR,
    "protocol": Verdict.ERROR,
    "interrupted": Verdict.TIMEOUT,
    "assertion": Verdict.FAILED,
    "handle": Verdict.FAILED,
    "memory": Verdict.ERROR,
    "other": Verdict.FAILED,
}

STUB = "NotImplementedError"
"""What the answers of a release raise (nbgrader's own stub)."""

EXPLANATIONS = {
    Verdict.TIMEOUT: "took longer than {time}, and was stopped",
    Verdict.OUT_OF_MEMORY: "needed more than the memory limit of {memory_mb:.0f} MB",
    Verdict.TOO_MANY_PROCESSES: "started more than the {pids} processes and threads allowed",
    Verdict.OUTPUT_LIMIT: "printed more than the output limit of {output_mb:g} MB",
    Verdict.DISK_LIMIT: (
        "wrote more than the disk limit of {scratch_mb:.0f} MB, or {file_mb:.0f} MB into one file"
    ),
    Verdict.KERNEL_DIED: "ended the Python process (exit, crash or kill)",
    Verdict.NOT_REACHED: "an earlier cell had ended the Python process",
    Verdict.GRADER_ERROR: "the grader could not decide; a person will look at it",
}

USED = {
    Verdict.TIMEOUT: ("used_seconds", "{:.1f} s"),
    Verdict.OUT_OF_MEMORY: ("used_memory_mb", "{:.0f} MB"),
    Verdict.TOO_MANY_PROCESSES: ("used_pids", "{}"),
    Verdict.OUTPUT_LIMIT: ("used_output_mb", "{:.1f} MB"),
    Verdict.DISK_LIMIT: ("used_scratch_mb", "{:.0f} MB"),
}
"""Which figure tells how much was used of a limit, and how it is written."""

ADVICE = {
    Verdict.TIMEOUT: "Look for a loop that does not end; use fewer rows, steps or epochs.",
    Verdict.OUT_OF_MEMORY: "Use smaller batches or models, and keep no tensors you do not need.",
    Verdict.TOO_MANY_PROCESSES: "Start fewer processes and threads, and wait for their end.",
    Verdict.OUTPUT_LIMIT: "Print less, for instance one line for each epoch (verbose=2).",
    Verdict.DISK_LIMIT: "Write less, or delete files that you do not need any more.",
    Verdict.KERNEL_DIED: "Do not call exit() or quit(); look for what crashes in compiled code.",
}
"""What a student can do about a limit."""

TOO_LARGE = (
    "looking at what your code returned needed more memory than the grader has: "
    "look at the sizes of its results"
)

# What the operating system says when a limit stops a call without ending the process.
_SIGNS = [
    (re.compile(r"\[Errno 28\]|\[Errno 27\]|No space left|File too large"), Verdict.DISK_LIMIT),
    (
        re.compile(r"can't start new thread|BlockingIOError|\[Errno 11\]"),
        Verdict.TOO_MANY_PROCESSES,
    ),
    (re.compile(r"^MemoryError|Unable to allocate|\[Errno 12\]"), Verdict.OUT_OF_MEMORY),
]


def limit_behind(name: str, text: str) -> Verdict | None:
    """The limit that an exception of the student's code tells of, if any."""
    line = f"{name}: {text}"
    return next((verdict for sign, verdict in _SIGNS if sign.search(line)), None)


def judge(
    cell: CellInfo, notebook: str, report: Mapping[str, Any], *, seconds: float
) -> TestResult:
    """The result of a test cell from the examiner's report (see `examiner.Examiner.end`).

    Points are earned only when the cell ran to its end in the examiner. A number as last
    expression is partial credit; anything but a real, finite number from 0 to the cell's points
    is a `grader_error`, because the test is at fault.
    """
    base = replace(_undecided(cell, notebook, seconds), measurements=measurements(report))
    error = report.get("error")
    if error is not None:
        return _judge_error(cell, error, base)
    if report.get("ended") is not True:
        return replace(base, detail="the test cell did not run to its end")
    value = report.get("value")
    if value is None:
        return replace(base, points=cell.points, verdict=Verdict.PASSED)
    if isinstance(value, str) or not 0 <= value <= cell.points:
        detail = (
            f"the last expression of the test cell is {value}; only a number from 0 to "
            f"{cell.points:g} is partial credit. End the cell with an assert."
        )
        return replace(base, detail=detail)
    verdict = Verdict.PASSED if value > 0 or cell.points == 0 else Verdict.FAILED
    return replace(base, points=float(value), verdict=verdict)


def measurements(report: Mapping[str, Any]) -> tuple[Measurement, ...]:
    """What the test measured before it ended."""
    return tuple(
        Measurement(
            measure=Measure(item["measure"]),
            what=item["what"],
            value=float(item["value"]),
            low=float(item["low"]),
            high=float(item["high"]),
        )
        for item in report.get("measurements", ())
    )


def _undecided(cell: CellInfo, notebook: str, seconds: float) -> TestResult:
    return TestResult(
        notebook=notebook,
        test=cell.grade_id,
        title=title(cell),
        points=None,
        maximum=cell.points,
        verdict=Verdict.GRADER_ERROR,
        seconds=seconds,
        hidden=bool(hidden_lines(cell.source)),
    )


def _judge_error(cell: CellInfo, error: Mapping[str, Any], base: TestResult) -> TestResult:
    verdict = _VERDICTS[error["kind"]]
    if error["kind"] == "memory":
        return replace(
            base, points=0.0, verdict=verdict, message=TOO_LARGE, detail=error["traceback"]
        )
    if verdict is Verdict.ERROR:
        verdict = limit_behind(error["type"], error["text"]) or verdict
    in_hidden = _may_tell(cell.source, error.get("line"))
    text = f"{error['type']}: {error['text']}".strip().rstrip(":")
    detail = error["traceback"]
    if error.get("candidate_traceback"):
        detail += f"\nIn the student's code:\n{error['candidate_traceback']}"
    message = hint(cell.source) if in_hidden else text
    return replace(base, points=0.0, verdict=verdict, message=message, detail=detail)


def _may_tell(source: str, line: int | None) -> bool:
    """Whether the message of an error on this line of the cell may tell of a hidden region.

    IPython drops empty lines at the beginning of a cell before it counts, and moves the whole cell
    into another for a magic such as ``%%time``. Where the line is not known, it may.
    """
    hidden = hidden_lines(source)
    if not hidden:
        return False
    text = source.lstrip("\n \t")
    if line is None or text.startswith("%%"):
        return True
    return line > 0 and line + source[: len(source) - len(text)].count("\n") in hidden


def hint(source: str) -> str:
    """The author's hint for a hidden test: a line ``# Hint: …`` outside its hidden region."""
    hidden = hidden_lines(source)
    for number, line in enumerate(source.split("\n"), start=1):
        found = re.match(r"\s*#+\s*Hint\s*:\s*(.+)", line)
        if found and number not in hidden:
            return found.group(1).strip()
    return ""


def explain(verdict: Verdict, figures: Mapping[str, Any]) -> str:
    """What happened at a limit, with how much was used of it where that is known.

    Args:
        figures: see `budgets.Spent.figures`.
    """
    text = EXPLANATIONS[verdict].format_map(figures)
    name, form = USED.get(verdict, ("", ""))
    used = figures.get(name)
    return text if used is None else f"{text} (used: {form.format(used)})"


def ended_by_limit(
    cell: CellInfo,
    notebook: str,
    verdict: Verdict,
    *,
    figures: Mapping[str, Any],
    seconds: float = 0.0,
    because: str = "",
    cause: Verdict | None = None,
) -> TestResult:
    """The result of a test that a limit, a dead kernel or a grader error decided.

    Args:
        figures: see `budgets.Spent.figures`.
        because: where, in words.
        cause: the limit that has to be explained, where the verdict is another one.
    """
    text = explain(verdict, figures)
    advice = ADVICE.get(cause or verdict, "")
    subject = "" if verdict in (Verdict.NOT_REACHED, Verdict.GRADER_ERROR) else "your code "
    points = None if verdict is Verdict.GRADER_ERROR else 0.0
    base = _undecided(cell, notebook, seconds)
    message = f"{subject}{text}{because}" + (f". {advice}" if advice else "")
    return replace(base, points=points, verdict=verdict, message=message)


def stub_left(
    answers: Mapping[str, str], released: Mapping[str, str], *, unchanged: Collection[str]
) -> str:
    """Which `answers` still raise the release's `NotImplementedError`, and why; "" if none do.

    Args:
        answers: sources as handed in, by id.
        released: sources of the release, by id.
        unchanged: ids of answers that are as in the release.

    >>> stub = "def f(x):\\n    raise NotImplementedError()"
    >>> stub_left({"q1": stub}, {"q1": stub}, unchanged={"q1"})
    'the answer q1 is as it was released'
    >>> stub_left({"q1": f"{stub}\\n    return x"}, {"q1": stub}, unchanged={})
    'the answer q1 still has its line `raise NotImplementedError()`'
    """
    stubs = [name for name in answers if STUB in released.get(name, "")]
    untouched = [name for name in stubs if name in unchanged]
    if untouched:
        form = "the answer {} is as it was released", "the answers {} are as they were released"
        return form[len(untouched) > 1].format(" and ".join(untouched))
    kept = [name for name in stubs if f"raise {STUB}" in answers[name]]
    return f"the answer {kept[0]} still has its line `raise {STUB}()`" if kept else ""


def manual(cell: CellInfo, notebook: str, title: str, *, unchanged: bool) -> TestResult:
    """The state of a manually graded cell: no response is 0, anything else waits for a person."""
    verdict = Verdict.NO_RESPONSE if unchanged else Verdict.PENDING
    return TestResult(
        notebook=notebook,
        test=cell.grade_id,
        title=title,
        points=0.0 if unchanged else None,
        maximum=cell.points,
        verdict=verdict,
        manual=True,
    )
