"""What a batch knows of an assignment beside its tests."""

from __future__ import annotations

from pathlib import Path

import nbformat

from autograder.course import Course
from autograder.grading.templates import prepare
from tests.autograder.grading.conftest import ANSWER, cell, make_demo
from tests.permissions import umask

TEST = {"grade": True, "locked": True, "points": 1}


def text(source: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_markdown_cell(source)


def test_graded_cells_know_the_question_that_they_stand_below(tmp_path: Path) -> None:
    cells = [
        cell("assert True", "early", **TEST),
        text("# Title\n\n## Question 1: double (2.5 points)\n\nSome *text*.\n\n### 1a: a part"),
        cell(ANSWER, "q1", solution=True),
        cell("assert double(1) == 2", "q1_one", **TEST),
        cell("assert double(2) == 4", "q1_two", **TEST),
        text("## Why (in words) ##\n\n## Discussion (2 points, graded by a person)"),
        cell("## my own heading", "d1", "markdown", grade=True, solution=True, points=2),
        cell("assert double(3) == 6", "last", **TEST),
    ]
    demo = make_demo(tmp_path / "course", cells)
    course = Course.load(demo.root)
    materials = prepare(course, course.assignment("demo"), tmp_path / "materials")
    assert {grade_id: heading for (_, grade_id), heading in materials.headings.items()} == {
        "early": "",
        "q1_one": "Question 1: double (2.5 points)",
        "q1_two": "Question 1: double (2.5 points)",
        "d1": "Discussion (2 points, graded by a person)",
        "last": "Discussion (2 points, graded by a person)",
    }


def test_kernels_can_read_the_materials_under_any_umask(tmp_path: Path) -> None:
    """Kernels have other user ids than the user who grades."""
    demo = make_demo(tmp_path / "course", [cell(ANSWER, "q1", solution=True)])
    course = Course.load(demo.root)
    with umask(0o077):
        materials = prepare(course, course.assignment("demo"), tmp_path / "materials")
    for folder in (materials.files, materials.package):
        found = [folder, *folder.rglob("*")]
        assert len(found) > 1
        for path in found:
            assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644), path
