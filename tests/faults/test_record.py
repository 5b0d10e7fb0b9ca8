"""The record of a run names everything that is needed to repeat it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from autograder.course import Course
from autograder.gradebook.store import Gradebook
from gpu_runner.backends import choose_backend
from tests.autograder.grading.conftest import GOOD, Demo, demo_cells, make_demo, require

TOML = """
title = "Demo"
points = 4
manual_points = 2
[run]
modules = ["numpy"]
[limits]
cell_seconds = 41
memory_mb = 900
"""


def graded_run(demo: Demo) -> tuple[Any, list[Mapping[str, Any]]]:
    """The stored run of ada, and the lines of its record."""
    course = Course.load(demo.root)
    with Gradebook.open(course.db_url) as gradebook:
        run = gradebook.runs("demo", "ada")[-1]
    text = (course.state_dir / run.files.record).read_text(encoding="utf-8")
    return run, [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("runner", ["process", pytest.param("docker", marks=pytest.mark.docker)])
def test_versions_seed_limits_and_image(
    runner: str, tmp_path: Path, graded: Callable[..., Any], capsys: Any
) -> None:
    require(runner)
    demo = make_demo(tmp_path / "course", demo_cells(), TOML)
    demo.runner = runner
    demo.submit("ada", GOOD)
    capsys.readouterr()
    graded(demo, "--seed", "77")
    run, record = graded_run(demo)
    begin, end = record[0], record[-1]
    assert (begin["event"], end["event"]) == ("start", "end")
    assert begin["seed"] == end["environment"]["seed"] == run.environment["seed"] == 77
    limits = asdict(Course.load(demo.root).assignment("demo").limits)
    assert (limits["cell_seconds"], limits["memory_bytes"]) == (41, 900 << 20)
    for environment in (begin["candidate"], end["environment"], run.environment):
        assert environment["limits"] == limits
        assert environment["backend"] == runner
        assert environment.get("gpu") is None
        if runner == "docker":
            identity = choose_backend("docker").identity()
            assert environment["image"] == identity["image"]
            assert environment["image_digest"].startswith("sha256:")
        else:
            assert environment["packages"]["numpy"] == metadata.version("numpy")
        assert environment["packages"]["ipykernel"]
        assert environment["python"].startswith("3.")
    assert end["submission_sha256"] == run.attempt.sha256
    assert end["budgets"] == run.budgets
    assert set(run.budgets) >= {"cell_seconds", "submission_seconds", "output_bytes"}
