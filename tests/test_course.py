"""The course: submissions written as students would get the score that they deserve."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.assets import assets_folder, locate
from autograder.course import Course
from autograder.grading import templates
from gpu_runner.backends import choose_backend
from gpu_runner.errors import RunnerFailure
from tools.grade_bundled import SOLUTION, Bundle, grade

ROOT = Path(__file__).parent.parent
COURSE = Course.load(ROOT)
# Several assignments at a time occupy the processors; so do two submissions of one.
JOBS = 1 if "PYTEST_XDIST_WORKER" in os.environ else 2
ASSIGNMENTS = [
    name for name in COURSE.assignments() if (COURSE.source_folder(name) / "submissions").is_dir()
]
GRADED_EACH_TIME = ("attention",)
"""Of the others, results are kept as long as nothing that they depend on changes: see
tools/grade_bundled.py. `AUTOGRADER_GRADE_COURSE=1` grades all."""


def test_the_list_of_modules_is_up_to_date() -> None:
    command = [sys.executable, str(ROOT / "tools" / "list_modules.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def runner() -> str:
    """Docker where it is, or has to be; the process runner elsewhere."""
    if os.environ.get("AUTOGRADER_REQUIRE_DOCKER") == "1":
        return "docker"
    try:
        choose_backend("docker")
    except RunnerFailure:
        return "process"
    return "docker"


@pytest.mark.parametrize("changed", ["submissions/luca.py", "getting-started-tools.ipynb"])
def test_results_are_kept_for_what_was_graded_only(changed: str, tmp_path: Path) -> None:
    name = "getting-started-tools"
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    shutil.copytree(COURSE.source_folder(name), tmp_path / "source" / name)
    bundle = Bundle(Course.load(tmp_path), name)
    assert bundle.read(bundle.key()) is not None
    path = tmp_path / "source" / name / changed
    path.write_text(path.read_text("utf-8").replace("keepdims=True", "keepdims=False"), "utf-8")
    assert path.read_bytes() != (COURSE.source_folder(name) / changed).read_bytes()
    assert bundle.read(bundle.key()) is None


def test_results_are_kept_for_the_examiner_that_graded(monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = Bundle(COURSE, "getting-started-tools")
    key = bundle.key()
    monkeypatch.setattr(templates, "_EXAMINER_FILES", ("__init__.py", "testing.py"))
    assert bundle.key() != key


@pytest.mark.slow
@pytest.mark.timeout(1500)
@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_bundled_submissions_and_the_solution_get_their_scores(name: str) -> None:
    bundle = Bundle(COURSE, name)
    again = name in GRADED_EACH_TIME or os.environ.get("AUTOGRADER_GRADE_COURSE") == "1"
    found = None if again else bundle.read(bundle.key())
    if found is None:
        found = grade(COURSE, name, bundle.files, runner(), jobs=JOBS)
    expected = bundle.expected()
    best = expected.pop(SOLUTION)
    assert len(expected) >= 5
    assert (0.0, 0.0) in expected.values(), "a blank submission is among them"
    assert best in expected.values(), "a perfect submission is among them"
    assert not bundle.misjudged(found)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_final_project_on_real_data() -> None:
    """FinancialPhraseBank and a pretrained MiniLM, where `autograder assets fetch` has put them."""
    project = COURSE.assignment("final-project")
    present = locate(COURSE, project)
    absent = [asset.name for asset in project.assets if str(asset.path) not in present]
    if absent:
        pytest.skip(f"not fetched: {', '.join(absent)} (autograder assets fetch final-project)")
    files = {SOLUTION: Bundle(COURSE, project.name).files[SOLUTION]}
    assets = assets_folder(COURSE)
    found = grade(COURSE, project.name, files, runner(), jobs=1, assets=assets)[SOLUTION]
    assert not found.failures
    assert found.points == project.points
