from __future__ import annotations

from typing import Any

import pytest

from autograder.errors import SubmissionError
from autograder.examine.assemble import Assembled, assemble
from autograder.examine.template import Template, make_template


def cell(source: str, kind: str = "code", **nbgrader: Any) -> dict[str, Any]:
    defaults = {"schema_version": 3, "grade": False, "solution": False, "locked": False}
    meta = {"nbgrader": {**defaults, **nbgrader}} if nbgrader else {}
    return {"cell_type": kind, "source": source, "metadata": meta}


def answer(source: str, grade_id: str = "q1", kind: str = "code") -> dict[str, Any]:
    return cell(source, kind, grade_id=grade_id, solution=True)


def graded(source: str, grade_id: str = "q1_test") -> dict[str, Any]:
    return cell(source, grade_id=grade_id, grade=True, locked=True, points=2)


@pytest.fixture
def template() -> Template:
    truth = [
        cell("import numpy as np", grade_id="setup", locked=True),
        answer("def f():\n    return 1"),
        graded("# one\n### BEGIN HIDDEN TESTS\nassert f() == 1\n### END HIDDEN TESTS"),
        answer("Because.", "d1", "markdown") | {},
    ]
    truth[3]["metadata"]["nbgrader"].update(grade=True, points=3)
    release = [
        truth[0],
        answer("def f():\n    raise NotImplementedError"),
        graded("# one"),
        {**truth[3], "source": "YOUR ANSWER HERE"},
    ]
    return make_template("nb", {"cells": truth}, {"cells": release})


def submitted(template: Template, *cells: dict[str, Any]) -> Assembled:
    return assemble(template, {"cells": list(cells)})


def sources(assembled: Assembled) -> list[str]:
    return [item.info.source for item in assembled.cells]


def test_only_answers_and_own_cells_come_from_the_student(template: Template) -> None:
    assembled = submitted(
        template,
        cell("own = 0"),
        cell("import evil as np", grade_id="setup", locked=True),
        cell("own = 1"),
        answer("def f(): return 2"),
        cell("remark", "markdown"),
        graded("pass"),
    )
    assert sources(assembled) == [
        "own = 0",
        "import numpy as np",
        "own = 1",
        "def f(): return 2",
        "remark",
        template.truth["cells"][2]["source"],
        "YOUR ANSWER HERE",
    ]
    assert assembled.flags == (
        "read-only cell setup had been changed and has been restored",
        "test cell q1_test had been changed and has been restored",
        "answer cell d1 was missing; taken as left empty",
    )
    assert assembled.unchanged == {"d1"}


def test_an_untouched_release_has_no_flags(template: Template) -> None:
    release = [
        template.truth["cells"][0],
        answer("def f():\n    raise NotImplementedError   "),
        graded("# one"),
        {**template.truth["cells"][3], "source": "YOUR ANSWER HERE\n"},
    ]
    assembled = submitted(template, *release)
    assert assembled.flags == ()
    assert assembled.unchanged == {"q1", "d1"}


def test_deleted_tests_come_back_and_copies_are_ignored(template: Template) -> None:
    assembled = submitted(template, answer("a = 1"), answer("a = 2"), answer("x", "d1", "markdown"))
    assert sources(assembled)[1] == "a = 1"
    assert "a second cell q1 was ignored" in assembled.flags
    assert "test cell q1_test was missing and has been restored" in assembled.flags


def test_roles_cannot_be_changed_by_metadata(template: Template) -> None:
    """A manually graded answer with `solution: false` earns full marks in nbgrader."""
    forged = answer("x", "d1", "markdown")
    forged["metadata"]["nbgrader"].update(solution=False, grade=True, points=99)
    forged["metadata"]["tags"] = ["skip-execution"]
    assembled = submitted(template, answer("a = 1"), forged)
    info = assembled.cells[-1].info
    assert (info.role, info.points, info.source) == ("manual", 3.0, "x")


@pytest.mark.parametrize("points", ["many", "nan", [1], {"a": 1}, 10**400, True, -3])
def test_points_of_a_submission_mean_nothing(template: Template, points: Any) -> None:
    changed = answer("x = 1")
    changed["metadata"]["nbgrader"].update(points=points, grade=True)
    assembled = submitted(template, changed, cell("y", grade_id="own", grade=True, points=points))
    assert [item.info.points for item in assembled.cells if item.index is None] == [0.0]
    assert {item.info.grade_id: item.info.points for item in assembled.cells}["q1"] == 0.0


def test_a_changed_cell_type_is_undone_and_noted(template: Template) -> None:
    assembled = submitted(template, answer("def f(): return 1", kind="raw"))
    assert assembled.cells[1].info.cell_type == "code"
    assert "answer cell q1 had been turned into a raw cell" in assembled.flags


def test_moved_cells_go_back(template: Template) -> None:
    assembled = submitted(template, answer("x", "d1", "markdown"), answer("a = 1"))
    assert [item.info.grade_id for item in assembled.cells] == ["setup", "q1", "q1_test", "d1"]
    assert "cells had been moved; the original order was used" in assembled.flags


def test_a_notebook_of_another_assignment_is_refused(template: Template) -> None:
    with pytest.raises(SubmissionError, match="none of the 2 answer cells"):
        submitted(template, answer("x = 1", "other"), cell("y = 2"))


def test_a_flood_of_cells_is_refused(template: Template) -> None:
    with pytest.raises(SubmissionError, match="more than 5000 cells"):
        submitted(template, answer("x = 1"), *[cell("") for _ in range(5001)])
