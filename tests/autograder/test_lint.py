"""Rules for source notebooks."""

import json
from pathlib import Path

import nbgrader
import pytest
from nbgrader.nbgraderformat import (
    MetadataValidator,
    SchemaTooNewError,
    SchemaTooOldError,
    ValidationError,
)

from autograder.errors import SourceError
from autograder.lint import find_regions, lint, raise_errors
from autograder.notebooks import read_notebook

FILES = Path(nbgrader.__file__).parent / "tests"
ROLES = {
    "answer": {"grade": False, "solution": True, "locked": False},
    "test": {"grade": True, "solution": False, "locked": True, "points": 1},
    "manual": {"grade": True, "solution": True, "locked": False, "points": 1},
    "task": {"grade": False, "solution": False, "locked": True, "task": True, "points": 1},
    "readonly": {"grade": False, "solution": False, "locked": True},
}


def cell(role, source="# Visible: works", cell_type="code", **changes):
    meta = {"schema_version": 3, "grade_id": "q1", **ROLES.get(role, {}), **changes}
    meta = {key: value for key, value in meta.items() if value is not ...}
    metadata = {} if role == "plain" else {"nbgrader": meta}
    return {"cell_type": cell_type, "source": source, "metadata": metadata}


def findings(*cells, managed=True):
    tree = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": list(cells)}
    return lint(read_notebook(json.dumps(tree).encode()), "hw.ipynb", managed=managed)


HIDDEN = "### BEGIN HIDDEN TESTS\nassert True\n### END HIDDEN TESTS"
SOLUTION = "### BEGIN SOLUTION\nx = 1\n### END SOLUTION"
MARKS = "### BEGIN MARK SCHEME\n1 point\n### END MARK SCHEME"


@pytest.mark.parametrize(
    "good",
    [
        cell("answer", SOLUTION),
        cell("answer", f"{SOLUTION}\ny = 2\n{SOLUTION}"),
        cell("answer", "x = 1"),
        cell("test", f"# Hidden: x\n{HIDDEN}"),
        cell("test", '"""A docstring names it too."""\nassert x'),
        cell("manual", SOLUTION, "markdown"),
        cell("manual", SOLUTION),
        cell("task", MARKS, "markdown"),
        cell("readonly", "import numpy as np"),
        cell("plain", "Try it yourself.", "markdown"),
        cell("plain", "  \n"),
        cell("test", points=0),
        cell("answer", SOLUTION, checksum="0" * 32, cell_type="code"),
    ],
)
def test_good_cells(good):
    good["metadata"].get("nbgrader", {}).pop("cell_type", None)
    assert findings(good) == []


def test_code_that_is_not_marked_is_named_once():
    """Of such a cell the student's copy is run: `np = None` in it would be nobody's remark."""
    found = findings(
        cell("plain", "import numpy as np"),
        cell("readonly", "import os"),
        cell("plain", "text", "markdown"),
        cell("plain", "x = 1"),
        managed=False,
    )
    [finding] = found
    assert (finding.cell, finding.error) == (1, False)
    assert "code that is not marked (cells like it: 4): what the student" in finding.text


@pytest.mark.parametrize(
    ("bad", "text"),
    [
        (cell("answer", "### BEGIN SOLUTION\nx = 1"), "END SOLUTION is missing"),
        (cell("test", "# T\n### BEGIN HIDDEN TESTS"), "END HIDDEN TESTS is missing"),
        (cell("answer", "x = 1\n### END SOLUTION"), "END SOLUTION in line 2 without BEGIN"),
        (cell("plain", "### END HIDDEN TESTS"), "END HIDDEN TESTS in line 1 without"),
        (cell("answer", f"### BEGIN SOLUTION\n{SOLUTION}"), "BEGIN SOLUTION in line 2, but BEGIN"),
        (
            cell("test", "# T\n### BEGIN HIDDEN TESTS\n### END SOLUTION"),
            "END SOLUTION in line 3 without BEGIN SOLUTION, but BEGIN HIDDEN TESTS in line 2",
        ),
        (cell("test", points=...), "points are missing"),
        (cell("manual", points=...), "points are missing"),
        (cell("test", points=True), "points are missing"),
        (cell("test", points=-1), "-1 points"),
        (cell("test", grade_id=...), "grade_id is missing"),
        (cell("test", grade_id=""), "grade_id is missing"),
        (cell("test", grade_id="q 1"), "only letters"),
        (cell("test", grade_id="qä"), "only letters"),
        (cell("test", schema_version=...), "version 0, not 3: type nbgrader update"),
        (cell("test", schema_version=2), "version 2, not 3"),
        (cell("test", schema_version=4), "version 4, not 3"),
        (cell("test", grade="yes"), "'grade' has to be true or false"),
        (cell("test", locked=...), "'locked' has to be true or false"),
        (cell("test", task=1), "'task' has to be true or false"),
        (cell("test", comment="x"), "there is no key 'comment'"),
        (cell("task", MARKS), "a task has to be a Markdown cell"),
        (cell("test", "text", "markdown"), "set both grade and solution"),
        (cell("answer", "text", "markdown"), "set both grade and solution"),
    ],
)
@pytest.mark.parametrize("managed", [True, False])
def test_bad_cells(bad, text, managed):
    found = findings(cell("plain", "1", "markdown"), bad, managed=managed)
    assert any(text in str(finding) for finding in found)
    assert all(finding.error for finding in found)
    assert all(str(finding).startswith("hw.ipynb, cell 2") for finding in found)
    with pytest.raises(SourceError, match=r"hw\.ipynb, cell 2"):
        raise_errors(found, Path("source/hw/hw.ipynb"))


@pytest.mark.parametrize(
    ("bad", "text"),
    [
        (cell("answer", HIDDEN), "BEGIN HIDDEN TESTS in a cell that is answer"),
        (cell("manual", HIDDEN), "BEGIN HIDDEN TESTS in a cell that is manual"),
        (cell("readonly", SOLUTION), "BEGIN SOLUTION in a cell that is readonly"),
        (cell("plain", SOLUTION), "BEGIN SOLUTION in a cell that is plain"),
        (cell("test", f"# T\n{SOLUTION}"), "BEGIN SOLUTION in a cell that is test"),
        (cell("manual", MARKS, "markdown"), "BEGIN MARK SCHEME in a cell that is manual"),
        (cell("test", "assert True"), "begins with a comment"),
        (cell("test", f"{HIDDEN}\n# Hidden: late"), None),
        (cell("test", "### BEGIN HIDDEN TESTS\n# Hidden: x\n### END HIDDEN TESTS"), "outside"),
    ],
)
def test_rules_of_managed_assignments_are_warnings_for_others(bad, text):
    strict, lenient = findings(bad), findings(bad, managed=False)
    if text is None:
        assert strict == lenient == []
        return
    assert [text in str(finding) for finding in strict] == [True]
    assert all(finding.error for finding in strict)
    assert [finding.text for finding in lenient] == [finding.text for finding in strict]
    assert not any(finding.error for finding in lenient)
    raise_errors(lenient, Path("hw.ipynb"))


@pytest.mark.parametrize("managed", [True, False])
@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("### BEGIN HIDDEN TEST", "BEGIN HIDDEN TESTS"),
        ("### END HIDDEN TEST", "END HIDDEN TESTS"),
        ("### begin hidden tests", "BEGIN HIDDEN TESTS"),
        ("    ### Begin Solution", "BEGIN SOLUTION"),
        ("###BEGIN  SOLUTION", "BEGIN SOLUTION"),
        ("# END_SOLUTION", "END SOLUTION"),
        ("### BEGIN HIDDEN", "BEGIN HIDDEN TESTS"),
        ("### BEGIN HIDDENTESTS ###", "BEGIN HIDDEN TESTS"),
        ("### BEGIN HIDEN TESTS", "BEGIN HIDDEN TESTS"),
        ("### BEGIN SOLUTOIN", "BEGIN SOLUTION"),
        ("### EDN SOLUTION", "END SOLUTION"),
        ("### begin mark schemes", "BEGIN MARK SCHEME"),
    ],
)
def test_a_slip_in_a_mark_is_named_with_its_line_and_the_right_spelling(line, meant, managed):
    found = findings(cell("test", f"# Visible: x\n{line}\nassert x"), managed=managed)
    assert [str(finding) for finding in found] == [
        f"hw.ipynb, cell 1 (q1): line 2, {line.strip()!r}, is no mark: write ### {meant}"
    ]
    assert found[0].error


def test_a_course_may_ask_for_marks_with_signs_before_them():
    short = SOLUTION.replace("### BEGIN", "# BEGIN")
    tree = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [cell("answer", short)]}
    notebook = read_notebook(json.dumps(tree).encode())
    assert lint(notebook, "hw.ipynb", managed=True) == []
    marks = {"BEGIN SOLUTION": "### BEGIN SOLUTION"}
    (found,) = lint(notebook, "hw.ipynb", managed=True, marks=marks)
    assert "line 1, '# BEGIN SOLUTION', is no mark: write ### BEGIN SOLUTION" in str(found)


def test_a_slip_in_a_markdown_cell_is_found_too():
    found = findings(cell("task", "Why?\nBegin Mark Scheme\nSo.", "markdown"))
    assert "write ### BEGIN MARK SCHEME" in str(found[0])


@pytest.mark.parametrize(
    "line",
    [
        "# Hidden tests",
        "# the solution",
        "# best solution",
        "# End of the solution",
        "# Begin with the solution of the system",
        "# Hidden: beginning and end",
        "# marks",
        "begin_solution = 1",
        "## BEGIN SOLUTIONS\n# END SOLUTION",  # nbgrader sees the mark in it
    ],
)
def test_a_remark_about_solutions_is_no_slip(line):
    assert findings(cell("answer", f"{line}\nx = 1")) == []


@pytest.mark.parametrize("managed", [True, False])
def test_a_hidden_title_without_a_hidden_region(managed):
    found = findings(cell("test", "# Hidden: sums\nassert x"), managed=managed)
    assert ["no hidden region" in str(finding) for finding in found] == [True]
    assert [finding.error for finding in found] == [managed]
    assert findings(cell("test", f"# Hidden: sums\n{HIDDEN}"), managed=managed) == []


@pytest.mark.parametrize("managed", [True, False])
def test_a_notebook_of_otter_is_called_one(managed):
    raw = {"cell_type": "raw", "metadata": {}, "source": "# ASSIGNMENT CONFIG\nfiles: []"}
    solution = {"cell_type": "raw", "metadata": {}, "source": "# BEGIN SOLUTION"}
    found = findings(cell("plain", "x"), raw, solution, managed=managed)
    assert [finding.error for finding in found] == [True]
    assert "hw.ipynb, cell 2: a notebook for `otter assign`" in str(found[0])


def test_points_in_a_title_are_those_of_the_metadata():
    found = findings(cell("test", "# Visible: sums (5 points)\nassert x", points=2))
    assert [finding.text for finding in found] == ["its title says 5 points, its metadata 2"]
    assert not found[0].error
    assert findings(cell("test", "# Visible: sums (1.5 points)\nassert x", points=1.5)) == []


def test_all_errors_are_listed_at_once():
    found = findings(cell("test", grade_id="", points=...), cell("answer", "### BEGIN SOLUTION"))
    with pytest.raises(SourceError) as caught:
        raise_errors(found, Path("hw.ipynb"))
    assert len(caught.value.message.split("\n")) == 3
    assert "hw.ipynb, cell 2 (q1)" in caught.value.message


def test_regions_are_counted_with_their_marks():
    regions, problems = find_regions(f"def f():\n{SOLUTION}\n{HIDDEN}")
    assert problems == []
    assert [(region.first, region.last) for region in regions] == [(2, 4), (5, 7)]


@pytest.mark.parametrize(
    "path", sorted(FILES.rglob("files/*.ipynb")), ids=lambda path: f"{path.parts[-3]}-{path.stem}"
)
def test_metadata_are_judged_as_nbgrader_judges_them(path):
    notebook = read_notebook(path)
    try:
        MetadataValidator().validate_nb(notebook)
    except (ValidationError, SchemaTooOldError, SchemaTooNewError):
        refused = True
    else:
        refused = False
    found = lint(notebook, path.name, managed=False)
    errors = [finding for finding in found if finding.error and "BEGIN" not in finding.text]
    # Duplicate ids are found while a source is read.
    ids = [
        cell.metadata.nbgrader.get("grade_id")
        for cell in notebook.cells
        if "nbgrader" in cell.metadata
    ]
    assert (bool(errors) or len(ids) != len(set(ids))) is refused
