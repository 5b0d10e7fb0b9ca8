"""A course to grade while things fail, and how many faults to inject.

AUTOGRADER_FAULTS=N injects N times as many as usual; AUTOGRADER_FAULTS_SEED chooses others.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.grading.templates import Materials, prepare
from tests.autograder.grading.conftest import GOOD, Demo, demo_cells, graded, make_demo

__all__ = ["graded"]  # a fixture

TIMES = int(os.environ.get("AUTOGRADER_FAULTS", "1"))
SEED = int(os.environ.get("AUTOGRADER_FAULTS_SEED", "2026"))
STUDENTS = ("ada", "bob", "cyd", "dan")


def dice(name: str) -> random.Random:
    """Chance for one test, the same in every run."""
    return random.Random(f"{SEED} {name}")


@pytest.fixture(scope="session")
def built_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with four submissions, nothing of it graded."""
    demo = make_demo(tmp_path_factory.mktemp("faults") / "course", demo_cells())
    for student in STUDENTS:
        demo.submit(student, {**GOOD, "d1": f"By {student}."})
    return demo.root


@pytest.fixture
def copy_course(built_course: Path, tmp_path: Path) -> Callable[[str], Demo]:
    """`copy_course(name)` is such a course."""

    def copy(name: str) -> Demo:
        return Demo(Path(shutil.copytree(built_course, tmp_path / name)))

    return copy


@pytest.fixture(scope="session")
def materials(built_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Materials:
    """What the graders of all copies share."""
    course = Course.load(built_course)
    return prepare(course, course.assignment("demo"), tmp_path_factory.mktemp("materials") / "m")
