"""What one examination showed of a program, in a form that can be stored."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from autograder.examine.examination import Examined
from autograder.results import Verdict

MAX_TEXT: Final = 2_000
"""Characters that are kept of a message or traceback."""

_BUSY_SHARE: Final = 0.4
"""With less of the wall time than this, a candidate that ran out of time was kept waiting."""


@dataclass(frozen=True, kw_only=True)
class TestSeen:
    """How one test ended. `error` is the kind that the examiner names, empty if none."""

    test: str
    verdict: Verdict
    points: float | None
    maximum: float
    seconds: float = 0.0
    error: str = ""
    type: str = ""
    text: str = ""
    answered: bool = False
    """Whether the candidate has answered a question with data."""
    refused: bool = False
    """Whether it has answered one with an exception."""

    __test__ = False  # pytest would collect the class by its name

    @property
    def full(self) -> bool:
        """Whether it passed with all points."""
        return self.verdict is Verdict.PASSED and (self.points or 0.0) >= self.maximum

    @property
    def caught(self) -> bool:
        """Whether it took points itself; not that the process had ended before it was reached."""
        return not self.full and self.verdict is not Verdict.NOT_REACHED

    @property
    def lost(self) -> float:
        return self.maximum - (self.points or 0.0)

    def __str__(self) -> str:
        shown = f"{self.verdict}"
        if self.verdict is Verdict.PASSED and not self.full:
            shown = f"{self.points:g} of {self.maximum:g} points"
        text = ": ".join(part for part in (self.type, self.text.split("\n")[0][:160]) if part)
        return f"{shown} ({text})" if text else shown


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What one examination showed.

    Args:
        tests: in the order in which they ran.
        cells: seconds by id of the cells that are no tests.
        broken: errors of cells without an id, those that a student added among them.
        problem: why there is nothing, if the infrastructure failed; never stored.
        busy: whether a limit of time ended something while the machine had no time for it; such
            a result says little of the program, and is never stored.
        fresh: whether it was examined now, not read from the cache.
    """

    tests: tuple[TestSeen, ...] = ()
    cells: Mapping[str, float] = field(default_factory=dict)
    seconds: float = 0.0
    cpu_seconds: float | None = None
    peak_memory_bytes: int | None = None
    broken: tuple[str, ...] = ()
    problem: str = ""
    busy: bool = False
    fresh: bool = field(default=True, compare=False)

    @property
    def failed(self) -> tuple[TestSeen, ...]:
        """Tests without full points."""
        return tuple(test for test in self.tests if not test.full)

    @property
    def unexamined(self) -> str:
        """Why this says nothing of the program; empty if it does."""
        return self.problem or ("the machine had no time for it" if self.busy else "")

    def test(self, name: str) -> TestSeen | None:
        return next((test for test in self.tests if test.test == name), None)

    def as_json(self) -> dict[str, Any]:
        values = asdict(self)
        del values["problem"], values["busy"], values["fresh"]
        return values

    @classmethod
    def from_json(cls, values: Any) -> Seen | None:
        """The inverse of `as_json`; None if these are not its values."""
        try:
            tests = tuple(
                TestSeen(**{**test, "verdict": Verdict(test["verdict"])})
                for test in values["tests"]
            )
            broken = tuple(values["broken"])
            return cls(**{**values, "tests": tests, "broken": broken, "fresh": False})
        except (KeyError, TypeError, ValueError):
            return None


def seen(examined: Examined, *, seconds: float) -> Seen:
    """What is kept of an examination that took `seconds`."""
    reports = {
        line["test"]: line["report"] or {} for line in examined.record if line["event"] == "test"
    }
    return Seen(
        tests=tuple(
            TestSeen(
                test=result.test,
                verdict=result.verdict,
                points=result.points,
                maximum=result.maximum,
                seconds=round(result.seconds, 3),
                answered=_gave(_is_data, reports.get(result.test, {})),
                refused=_gave(_is_error, reports.get(result.test, {})),
                **_error_fields(reports.get(result.test, {}).get("error") or {}, result.message),
            )
            for result in examined.results
            if not result.manual
        ),
        cells=_cell_seconds(examined.record),
        broken=tuple(
            ": ".join(line["error"])
            for line in examined.record
            if line["event"] == "cell" and not line["cell"] and line["error"]
        ),
        seconds=round(seconds, 3),
        cpu_seconds=examined.cpu_seconds,
        peak_memory_bytes=examined.peak_memory_bytes,
        busy=starved(examined, seconds),
    )


def starved(examined: Examined, seconds: float) -> bool:
    """Whether something ran out of time while the candidate got little of the processor.

    A loop uses all of it. A program that sleeps cannot be told from one that had to wait.
    """
    timed_out = any(result.verdict is Verdict.TIMEOUT for result in examined.results) or any(
        line["event"] == "cell" and line["limit"] == Verdict.TIMEOUT for line in examined.record
    )
    used = examined.cpu_seconds
    return timed_out and used is not None and used < _BUSY_SHARE * seconds


def _error_fields(error: Mapping[str, Any], message: str) -> dict[str, str]:
    text = str(error.get("text") or message)
    return {
        "error": str(error.get("kind", "")),
        "type": str(error.get("type", "")),
        "text": text[:MAX_TEXT],
    }


_ACTS: Final = frozenset({"bind", "unbind", "setattr", "delattr", "setitem", "delitem", "exit"})


def _gave(kind: Callable[[str, str], bool], report: Mapping[str, Any]) -> bool:
    """Whether an answer in the report on a test was of this kind."""
    return any(
        entry["op"] == "omitted" or kind(entry["op"], entry["answer"]["tree"])
        for entry in report.get("transcript", ())
        if entry["op"] not in _ACTS
    )


def _is_error(_: str, tree: str) -> bool:
    return tree.startswith("[false")


def _is_data(op: str, tree: str) -> bool:
    """Whether an answer held more than handles to objects."""
    try:
        succeeded, value = json.loads(tree)
        values = [item for _, item in value["v"]] if op == "names" else [value]
        # The items of an iterator come in a list of one.
        values = values[0] if op == "next" else values
        return succeeded is True and not all(_is_handle(item) for item in values)
    except (ValueError, TypeError, KeyError):
        return True  # too long for the record


def _is_handle(tree: Any) -> bool:
    return isinstance(tree, dict) and tree.get("k") == "handle"


def _cell_seconds(record: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for line in record:
        if line["event"] == "cell" and line["cell"]:
            found[line["cell"]] = line["seconds"]
    return found
