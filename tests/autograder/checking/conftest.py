"""Notebooks, sightings and reports to judge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import nbformat
import pytest

from autograder.checking.report import State, TestRow, Trial
from autograder.checking.sightings import Seen, TestSeen
from autograder.examine.template import Template, make_template
from autograder.results import Verdict
from tests.autograder.grading.conftest import cell


def notebook(*cells: Any) -> Any:
    return nbformat.v4.new_notebook(cells=list(cells))


def readonly(name: str, source: str) -> Any:
    return cell(source, name, locked=True)


def text(name: str, source: str) -> Any:
    return cell(source, name, "markdown", locked=True)


def answer(name: str, source: str) -> Any:
    return cell(source, name, solution=True)


def check_cell(name: str, source: str, points: float = 1) -> Any:
    return cell(source, name, grade=True, locked=True, points=points)


@pytest.fixture
def template_of() -> Callable[..., Template]:
    def make(*cells: Any) -> Template:
        made = notebook(*cells)
        return make_template("demo", made, made)

    return make


def ended(
    name: str, points: float | None, maximum: float = 2.0, verdict: Verdict | None = None, **f: Any
) -> TestSeen:
    """How a test ended; without `verdict`, as its points say."""
    if verdict is None:
        verdict = Verdict.PASSED if points else Verdict.FAILED
    return TestSeen(test=name, verdict=verdict, points=points, maximum=maximum, **f)


def sighting(*tests: TestSeen, **fields: Any) -> Seen:
    return Seen(tests=tests, **fields)


def trial(name: str = "q1 aa", state: State = State.KILLED, **fields: Any) -> Trial:
    cell_id, _, key = name.partition(" ")
    values = {
        "cell": cell_id,
        "key": key,
        "question": cell_id,
        "notebook": "demo",
        "operator": "boundary",
        "line": 3,
        "diff": "--- a\n+++ b\n@@ -3 +3 @@\n-x < 1\n+x <= 1\n",
    }
    return Trial(name=name, state=state, **(values | fields))


def row(name: str, points: float = 1.0, *, hidden: bool = True, question: str = "q1") -> TestRow:
    return TestRow(
        test=name, question=question, notebook="demo", title=name, points=points, hidden=hidden
    )
