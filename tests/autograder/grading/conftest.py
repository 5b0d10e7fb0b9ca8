"""A small course to grade, and the runners to grade it with."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.course import Course
from autograder.main import main
from gpu_runner.backends import choose_backend
from gpu_runner.errors import RunnerFailure

CANARY = "canary-7f3a91c2"

SETUP = "import numpy as np"
ANSWER = '''def double(x):
    """Twice x."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION'''
VISIBLE = "# Visible: two\nassert double(1) == 2, f'expected 2, got {double(1)}'"
HIDDEN = f"""# Hidden: random numbers
### BEGIN HIDDEN TESTS
from autograder.testing import check_close, probe, rng
secret = "{CANARY}"
x = rng("double").normal(size=5)
check_close(double(x), 2 * x)
### END HIDDEN TESTS"""
SECOND = "def triple(x):\n    ### BEGIN SOLUTION\n    return 3 * x\n    ### END SOLUTION"
SECOND_TEST = (
    "# Hidden: three\n### BEGIN HIDDEN TESTS\nassert triple(5) == 15\n### END HIDDEN TESTS"
)


def cell(source: str, grade_id: str, kind: str = "code", **meta: Any) -> Any:
    make = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
    nbgrader = {"schema_version": 3, "grade": False, "solution": False, "locked": False}
    nbgrader |= {"task": False, "grade_id": grade_id, **meta}
    return make(source, metadata={"nbgrader": nbgrader}, id=grade_id)


def demo_cells() -> list[Any]:
    return [
        cell(SETUP, "setup", locked=True),
        cell(ANSWER, "q1", solution=True),
        cell(VISIBLE, "q1_visible", grade=True, locked=True, points=1),
        cell(HIDDEN, "q1_hidden", grade=True, locked=True, points=2),
        cell(SECOND, "q2", solution=True),
        cell(SECOND_TEST, "q2_hidden", grade=True, locked=True, points=1),
        cell("Because.", "d1", "markdown", grade=True, solution=True, points=2),
    ]


@dataclass
class Demo:
    """A course with the assignment `demo`; `submit` writes a student's notebook."""

    root: Path
    runner: str = "process"

    @property
    def submissions(self) -> Path:
        return self.root / "handed-in"

    def release(self) -> Any:
        path = self.root / "release" / "demo" / "demo.ipynb"
        return nbformat.read(path, as_version=4)

    def submit(self, student: str, answers: dict[str, str], extra: str = "") -> Path:
        notebook = self.release()
        for item in notebook.cells:
            grade_id = item.metadata.nbgrader.grade_id
            item.source = answers.get(grade_id, item.source)
        if extra:
            notebook.cells.insert(0, nbformat.v4.new_code_cell(extra))
        path = self.submissions / f"{student}.ipynb"
        self.write(student, nbformat.writes(notebook))
        return path

    def write(self, student: str, content: str | bytes) -> None:
        self.submissions.mkdir(exist_ok=True)
        data = content if isinstance(content, bytes) else content.encode()
        (self.submissions / f"{student}.ipynb").write_bytes(data)

    def command(self, *arguments: str) -> int:
        return main([*arguments, "--course", str(self.root)])

    def grade(self, *arguments: str) -> int:
        return self.command(
            *("grade", "demo", "--submissions", str(self.submissions), "--format", "json"),
            *("--runner", self.runner, "--trust-submissions", *arguments),
        )


GOOD = {"q1": "def double(x):\n    return x + x", "q2": "def triple(x):\n    return 3 * x"}


def make_demo(root: Path, cells: list[Any], toml: str = "") -> Demo:
    """Write a course with one assignment and build it."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "nbgrader_config.py").write_text("c = get_config()\n")
    folder = root / "source" / "demo"
    folder.mkdir(parents=True)
    notebook = nbformat.v4.new_notebook(
        cells=cells,
        metadata={"kernelspec": {"name": "python3", "display_name": "", "language": "python"}},
    )
    nbformat.write(notebook, folder / "demo.ipynb")
    if toml:
        (folder / "assignment.toml").write_text(toml)
    demo = Demo(root)
    assert demo.command("build") == 0
    return demo


@pytest.fixture
def demo(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Demo:
    """The course, graded by the process runner."""
    made = make_demo(tmp_path / "course", demo_cells())
    capsys.readouterr()
    return made


def require(runner: str) -> None:
    """Skip where the runner cannot work; fail where Docker must."""
    try:
        choose_backend(runner, trust_submissions=True)
    except RunnerFailure as problem:
        if runner == "docker" and os.environ.get("AUTOGRADER_REQUIRE_DOCKER") == "1":
            pytest.fail(f"Docker is required here: {problem}")
        pytest.skip(f"no {runner}: {problem.message}")


RUNNERS = ["process", "bubblewrap", pytest.param("docker", marks=pytest.mark.docker)]


@pytest.fixture(params=RUNNERS)
def sandboxed(request: pytest.FixtureRequest, demo: Demo) -> Demo:
    """The course, graded by each runner in turn."""
    require(request.param)
    demo.runner = request.param
    return demo


@pytest.fixture
def docker_demo(demo: Demo) -> Demo:
    """The course, graded in Docker."""
    require("docker")
    demo.runner = "docker"
    return demo


@pytest.fixture
def graded(capsys: pytest.CaptureFixture[str]) -> Callable[..., dict[str, Any]]:
    """`graded(demo, …)` runs `autograder grade` and returns submissions by student."""

    def run(demo: Demo, *arguments: str, code: int = 0) -> dict[str, Any]:
        assert demo.grade(*arguments) == code, capsys.readouterr().err
        output = json.loads(capsys.readouterr().out)
        assert Path(output["report"]).is_file()
        found = {}
        for submission in output["submissions"]:
            submission["tests"] = {test["id"]: test for test in submission["tests"]}
            found[submission["student"]] = submission
        return found

    return run


@pytest.fixture
def course_of() -> Callable[[Demo], Course]:
    return lambda demo: Course.load(demo.root)
