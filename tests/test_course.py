"""The course: submissions written as students would get the score that they deserve."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from autograder.assets import locate
from autograder.course import Course
from autograder.main import main
from autograder.percent import read_percent
from gpu_runner.backends import choose_backend
from gpu_runner.errors import RunnerFailure

ROOT = Path(__file__).parent.parent
# Several assignments at a time occupy the processors; so do two submissions of one.
JOBS = "1" if "PYTEST_XDIST_WORKER" in os.environ else "2"
ASSIGNMENTS = [
    path.parent.name
    for path in sorted(ROOT.glob("source/*/assignment.toml"))
    if (path.parent / "submissions").is_dir()
]


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


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A copy of the course, so that no test writes into its gradebook."""
    for name in ("source", "nbgrader_config.py"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    return tmp_path


def grade(course: Path, name: str, submissions: Path, capsys: Any) -> dict[str, Any]:
    capsys.readouterr()
    code = main(
        [
            *("grade", name, "--course", str(course), "--submissions", str(submissions)),
            *("--runner", runner(), "--trust-submissions", "--format", "json", "--jobs", JOBS),
            # Scores with linear credit depend on what is drawn; a test has to give one answer.
            *("--seed", "1"),
        ]
    )
    output = capsys.readouterr()
    assert code == 0, output.err
    return {item["student"]: item for item in json.loads(output.out)["submissions"]}


def automatic(submission: dict[str, Any]) -> float:
    """Points of the tests; manual parts wait for a person."""
    return sum(test["points"] or 0.0 for test in submission["tests"])


def failures(submission: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (test["id"], test["verdict"])
        for test in submission["tests"]
        if test["verdict"] not in ("passed", "pending", "no_response")
    ]


@pytest.mark.slow
@pytest.mark.timeout(1500)
@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_bundled_submissions_and_the_solution_get_their_scores(
    name: str, course: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Scores are stated for the release alone, without data that has to be fetched.
    monkeypatch.setenv("AUTOGRADER_ASSETS", str(course / "no-assets"))
    folder = course / "handed-in"
    shutil.copytree(course / "source" / name / "submissions", folder)
    expected = {path.stem: read_percent(path).score() for path in folder.glob("*.py")}
    assert len(expected) >= 5
    assert (0.0, 0.0) in expected.values(), "a blank submission is among them"
    points = Course.load(course).assignment(name).points
    assert (points, points) in expected.values(), "a perfect submission is among them"
    shutil.copy(course / "source" / name / f"{name}.ipynb", folder / "solution.ipynb")
    expected["solution"] = (points, points)
    found = grade(course, name, folder, capsys)
    scores = {student: automatic(found[student]) for student in expected}
    wrong = {
        student: (scores[student], expected[student], failures(found[student]))
        for student, (low, high) in expected.items()
        if not low <= scores[student] <= high
    }
    assert not wrong
    # Tests without points count as well.
    assert failures(found["solution"]) == []


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_final_project_on_real_data(course: Path, capsys: Any) -> None:
    """FinancialPhraseBank and a pretrained MiniLM, where `autograder assets fetch` has put them."""
    loaded = Course.load(course)
    project = loaded.assignment("final-project")
    present = locate(loaded, project)
    absent = [asset.name for asset in project.assets if str(asset.path) not in present]
    if absent:
        pytest.skip(f"not fetched: {', '.join(absent)} (autograder assets fetch final-project)")
    submissions = course / "reference"
    submissions.mkdir()
    notebook = course / "source" / "final-project" / "final-project.ipynb"
    shutil.copy(notebook, submissions / "reference.ipynb")
    (found,) = grade(course, "final-project", submissions, capsys).values()
    assert failures(found) == []
    assert automatic(found) == project.points
