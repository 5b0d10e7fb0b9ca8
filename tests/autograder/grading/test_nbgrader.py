"""nbgrader's own material, read from the installed package, gets the scores nbgrader documents."""

from __future__ import annotations

import json
import shutil
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from autograder.main import main
from tests.autograder.grading.conftest import require

NBGRADER = Path(str(files("nbgrader")))
GUIDE = NBGRADER / "docs" / "source" / "user_guide"
APP_FILES = NBGRADER / "tests" / "apps" / "files"

BITDIDDLE = {
    "correct_squares": (0, "failed"),
    "squares_invalid_input": (1, "passed"),
    "correct_sum_of_squares": (0, "failed"),
    "sum_of_squares_uses_squares": (0.5, "passed"),
    "sum_of_squares_equation": (None, "pending"),
    "sum_of_squares_application": (0, "no_response"),
    "cell-938593c4a215c6cc": (None, "pending"),
    "part-a": (None, "pending"),
    "part-b": (None, "pending"),
}
HACKER = {
    **BITDIDDLE,
    "correct_squares": (1, "passed"),
    "correct_sum_of_squares": (0.5, "passed"),
    "sum_of_squares_application": (None, "pending"),
}


@pytest.fixture(params=["process", pytest.param("docker", marks=pytest.mark.docker)])
def runner(request: pytest.FixtureRequest) -> str:
    if request.param == "docker":
        require("docker")
    return str(request.param)


def grade(root: Path, name: str, submissions: Path, runner: str, capsys: Any) -> dict[str, Any]:
    arguments = ("--submissions", str(submissions), "--format", "json", "--course", str(root))
    capsys.readouterr()
    code = main(["grade", name, "--runner", runner, "--trust-submissions", *arguments])
    output = capsys.readouterr()
    assert code == 0, output.err
    return {item["student"]: item for item in json.loads(output.out)["submissions"]}


def per_cell(submission: dict[str, Any]) -> dict[str, tuple[float | None, str]]:
    return {test["id"]: (test["points"], test["verdict"]) for test in submission["tests"]}


def test_the_course_of_the_documentation(tmp_path: Path, runner: str, capsys: Any) -> None:
    for step in ("source", "submitted"):
        shutil.copytree(GUIDE / step, tmp_path / step)
    config = 'c = get_config()\nc.IncludeHeaderFooter.header = "source/header.ipynb"\n'
    (tmp_path / "nbgrader_config.py").write_text(config)
    found = grade(tmp_path, "ps1", tmp_path / "submitted", runner, capsys)
    assert per_cell(found["bitdiddle"]) == BITDIDDLE
    assert per_cell(found["hacker"]) == HACKER
    assert (found["bitdiddle"]["score"], found["bitdiddle"]["maximum"]) == (1.5, 13.0)
    assert (found["hacker"]["score"], found["hacker"]["maximum"]) == (3.0, 13.0)
    assert all(item["status"] == "needs_review" for item in found.values())


def course_of(tmp_path: Path, source: str, name: str = "p1") -> Path:
    folder = tmp_path / "source" / "ps1"
    folder.mkdir(parents=True)
    shutil.copy(APP_FILES / source, folder / f"{name}.ipynb")
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    return folder


def submit(tmp_path: Path, student: str, file: str, name: str = "p1") -> Path:
    folder = tmp_path / "submitted" / student / "ps1"
    folder.mkdir(parents=True)
    shutil.copy(APP_FILES / file, folder / f"{name}.ipynb")
    return folder


def test_submissions_of_nbgraders_own_tests(tmp_path: Path, capsys: Any) -> None:
    course_of(tmp_path, "submitted-unchanged.ipynb")
    for student, file in {
        "unchanged": "submitted-unchanged.ipynb",
        "changed": "submitted-changed.ipynb",
        "cheat": "submitted-cheat-attempt.ipynb",
        "cheat2": "submitted-cheat-attempt-alternative.ipynb",
        "edited-test": "submitted-grade-cell-changed.ipynb",
        "edited-locked": "submitted-locked-cell-changed.ipynb",
    }.items():
        submit(tmp_path, student, file)
    found = grade(tmp_path, "ps1", tmp_path / "submitted", "process", capsys)
    assert {student: item["maximum"] for student, item in found.items()} == dict.fromkeys(found, 7)
    pending = {s: sum(t["points"] is None for t in item["tests"]) for s, item in found.items()}
    assert (found["unchanged"]["score"], pending["unchanged"]) == (1, 0)
    assert found["changed"]["score"] == 2
    assert pending["changed"] > 0
    for student in ("cheat", "cheat2"):
        assert found[student]["score"] == 1
    assert any("has been restored" in flag for flag in found["edited-test"]["flags"])
    assert any("has been restored" in flag for flag in found["edited-locked"]["flags"])


@pytest.mark.parametrize("kind", ["simple", "hashed"])
def test_autotest_lines(tmp_path: Path, kind: str, capsys: Any) -> None:
    course_of(tmp_path, f"autotest-{kind}.ipynb")
    shutil.copy(GUIDE / "autotests.yml", tmp_path)
    submit(tmp_path, "unchanged", f"autotest-{kind}-unchanged.ipynb")
    submit(tmp_path, "changed", f"autotest-{kind}-changed.ipynb")
    found = grade(tmp_path, "ps1", tmp_path / "submitted", "process", capsys)
    assert found["unchanged"]["score"] == 0
    assert found["changed"]["score"] == found["changed"]["maximum"] == 1


def test_files_beside_the_notebook_are_in_the_working_directory(
    tmp_path: Path, capsys: Any
) -> None:
    folder = course_of(tmp_path, "open_relative_file.ipynb")
    shutil.copy(APP_FILES / "data.txt", folder)
    submit(tmp_path, "foo", "open_relative_file.ipynb")
    (item,) = grade(tmp_path, "ps1", tmp_path / "submitted", "process", capsys).values()
    assert item["score"] == item["maximum"]


@pytest.mark.parametrize(("seconds", "score"), [(30, 1), (2, 0)])
def test_the_time_limit_of_a_cell(tmp_path: Path, seconds: int, score: int, capsys: Any) -> None:
    folder = course_of(tmp_path, "timeout.ipynb")
    toml = f'title = "Time"\npoints = 1\n[limits]\ncell_seconds = {seconds}\n'
    source = json.loads((folder / "p1.ipynb").read_text())
    for cell in source["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade"):  # assignment.toml demands titles
            cell["source"] = ["# Visible: squares\n", *cell["source"]]
    (folder / "p1.ipynb").write_text(json.dumps(source))
    submit(tmp_path, "foo", "timeout.ipynb")
    (folder / "assignment.toml").write_text(toml)
    (item,) = grade(tmp_path, "ps1", tmp_path / "submitted", "process", capsys).values()
    assert item["score"] == score


def test_old_metadata_is_upgraded_or_refused_in_one_line(tmp_path: Path, capsys: Any) -> None:
    course_of(tmp_path, "submitted-unchanged.ipynb")
    submit(tmp_path, "good", "submitted-changed.ipynb")
    for version in ("test-v0", "test-v1", "test-v2", "too-new"):
        submit(tmp_path, version, f"{version}.ipynb")
    found = grade(tmp_path, "ps1", tmp_path / "submitted", "process", capsys)
    assert found["good"]["score"] == 2
    for version in ("test-v0", "test-v1", "test-v2", "too-new"):
        assert found[version]["status"] == "invalid"
        assert "none of the" in found[version]["error"]
