"""Instructor's cells that are no Python."""

import pytest

from autograder.cells import CellInfo, Role
from autograder.syntax import invalid_cells


def problems(source, role=Role.TEST, cell_type="code", *, managed=True):
    cell = CellInfo(3, cell_type, role, "q1_hidden", 2.0, source)
    return invalid_cells([cell], "hw.ipynb", managed=managed)


@pytest.mark.parametrize("role", [Role.TEST, Role.ANSWER, Role.MANUAL, Role.READONLY])
def test_cell_and_line_are_named(role):
    (found,) = problems("\n# Hidden: x\nassert (1\n", role)
    assert str(found) == (
        "hw.ipynb, cell 4 (q1_hidden): it is no valid Python: '(' was never closed in line 3"
    )
    assert found.error


def test_the_line_is_right_below_a_magic_and_empty_lines():
    (found,) = problems("\n\n%matplotlib inline\nx = 1 +\n")
    assert found.text.endswith("invalid syntax in line 4")


def test_what_only_the_compiler_refuses():
    (found,) = problems("return 1")
    assert "'return' outside function in line 1" in found.text


@pytest.mark.parametrize(
    "source",
    [
        "%matplotlib inline\nx = 1",
        "!pip list",
        "files = !ls",
        "x?",
        "%%bash\nif true; then echo; fi",
        "await sleep(1)",
        'pattern = "\\d"',  # a SyntaxWarning, which is none of this
        "x = 7 % 2",
        "",
    ],
)
def test_what_a_kernel_runs_is_valid(source):
    assert problems(source) == []


def test_remarks_and_other_assignments_are_warned():
    assert [found.error for found in problems("x = (", Role.PLAIN)] == [False]
    assert [found.error for found in problems("x = (", managed=False)] == [False]


def test_text_is_not_read():
    assert problems("x = (", Role.READONLY, "markdown") == []
