"""Every limit ends as its named verdict; what came before counts, the next submission is honest."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.course import Course
from autograder.examine.scoring import ADVICE
from autograder.gradebook.store import Gradebook
from autograder.reports.wording import BUDGETS
from tests.autograder.grading.conftest import GOOD, Demo, demo_cells, make_demo, require

TOML = """
title = "Demo"
points = 4
manual_points = 2
[limits]
cell_seconds = 4
submission_seconds = 30
memory_mb = 400
processes = 64
scratch_mb = 50
file_mb = 40
output_mb = 1
"""

SECONDS_OVER = 2.0
"""A limit of time ends a submission within this."""
LATE = {"q1": GOOD["q1"]}
CASES = {
    "endless loop": ("def triple(x):\n    while True: pass", "timeout"),
    "deaf loop": (
        "def triple(x):\n    while True:\n        try:\n            while True: pass\n"
        "        except BaseException: pass",
        "timeout",
    ),
    "memory": (
        "def triple(x):\n    return len([bytearray(1 << 24) for _ in range(200)])",
        "out_of_memory",
    ),
    "exit": ("import os\ndef triple(x):\n    os._exit(0)", "kernel_died"),
    "segfault": ("import ctypes\ndef triple(x):\n    ctypes.string_at(0)", "kernel_died"),
    "flood": ("def triple(x):\n    while True: print('x' * 10_000, flush=True)", "output_limit"),
    "processes": (
        "import subprocess\ndef triple(x):\n"
        "    return [subprocess.Popen(['sleep', '60']) for _ in range(500)]",
        "too_many_processes",
    ),
    "disk": (
        "def triple(x):\n    for n in range(9):\n"
        "        open(f'big{n}', 'wb').write(bytes(30 << 20))",
        "disk_limit",
    ),
    "file": ("def triple(x):\n    open('big', 'wb').write(bytes(45 << 20))", "disk_limit"),
}
PROCESS_CANNOT = {"memory", "disk", "processes"}
"""The process runner has no memory limit of its own, no private disk and no count of processes."""


@pytest.fixture(params=["process", pytest.param("docker", marks=pytest.mark.docker)])
def limited(request: pytest.FixtureRequest, tmp_path: Path, capsys: Any) -> Demo:
    if request.param == "docker":
        require("docker")
    demo = make_demo(tmp_path / "course", demo_cells(), TOML)
    demo.runner = request.param
    capsys.readouterr()
    return demo


def test_limits_end_as_their_verdicts(limited: Demo, graded: Callable[..., Any]) -> None:
    cases = {
        name: case
        for name, case in CASES.items()
        if limited.runner == "docker" or name not in PROCESS_CANNOT
    }
    for name, (source, _) in cases.items():
        limited.submit(name, {**LATE, "q2": source})
    limited.submit("zoe", GOOD)
    found = graded(limited, "--jobs", "2")
    verdicts = {name: found[name]["tests"]["q2_hidden"]["verdict"] for name in cases}
    assert verdicts == {name: verdict for name, (_, verdict) in cases.items()}
    for name in cases:
        assert found[name]["score"] == 3.0, f"{name}: what came before the limit counts"
        assert found[name]["tests"]["q2_hidden"]["seconds"] < 4 + SECONDS_OVER, "too late"
    assert found["zoe"]["score"] == 4.0
    check_messages_and_budgets(limited, cases)


MESSAGES = {
    "timeout": "longer than the time limit of 4 s",
    "out_of_memory": "more than the memory limit of 400 MB",
    "too_many_processes": "more than the 64 processes",
    "output_limit": "more than the output limit of 1 MB",
    "disk_limit": "disk limit of 50 MB, or 40 MB into one file",
    "kernel_died": "ended the Python process",
}


USED = {
    "endless loop": r"[45]\.\d s",
    "deaf loop": r"[45]\.\d s",
    "memory": r"(39\d|40\d) MB",
    "flood": r"\d+\.\d MB",
    "processes": r"(6[4-9]|7\d|80)",  # the sandbox leaves room for its own
    "disk": r"[345]\d MB",
    "file": r"(39|4\d) MB",
}


def check_messages_and_budgets(demo: Demo, cases: dict[str, tuple[str, str]]) -> None:
    """Each says which limit, how much was used and what to do; so do the shares of the run."""
    with Gradebook.open(Course.load(demo.root).db_url) as gradebook:
        runs = {name: gradebook.runs("demo", name)[-1] for name in (*cases, "zoe")}
    for name, (_, verdict) in cases.items():
        result = next(item for item in runs[name].results if item.test == "q2_hidden")
        assert MESSAGES[verdict] in result.message, name
        assert result.message.endswith(f". {ADVICE[result.verdict]}"), name
        if name in USED and not (demo.runner == "process" and verdict == "disk_limit"):
            assert re.search(rf"\(used: {USED[name]}\)\. ", result.message), result.message
    assert runs["endless loop"].budgets["cell_seconds"] > 0.9
    assert runs["flood"].budgets["output_bytes"] > 1
    assert 0 < max(runs["zoe"].budgets.values()) < 0.9
    if "memory" in cases:
        assert runs["memory"].budgets["memory_bytes"] > 0.9
        assert runs["processes"].budgets["pids"] >= 1
        assert runs["disk"].budgets["scratch_bytes"] > 0.9
        assert set(runs["zoe"].budgets) == set(BUDGETS)


def test_limits_in_the_students_own_cells(limited: Demo, graded: Callable[..., Any]) -> None:
    """A cell that hangs is interrupted, and the rest goes on; one that kills ends it."""
    limited.submit("hangs", {"q1": "while True: pass", "q2": GOOD["q2"]})
    limited.submit("leaves", {"q1": GOOD["q1"], "q2": "import os\nos._exit(0)"})
    limited.submit("floods", {"q1": "while True: print('x' * 10_000)", "q2": GOOD["q2"]})
    found = graded(limited, "--jobs", "2")
    tests = found["hangs"]["tests"]
    assert (tests["q1_hidden"]["verdict"], tests["q2_hidden"]["verdict"]) == ("timeout", "passed")
    assert found["leaves"]["score"] == 3.0
    assert found["leaves"]["tests"]["q2_hidden"]["verdict"] == "not_reached"
    assert found["floods"]["tests"]["q2_hidden"]["verdict"] == "not_reached"
    assert found["floods"]["score"] == 0.0


def test_the_time_of_the_whole_submission_is_limited(
    tmp_path: Path, graded: Callable[..., Any], capsys: Any
) -> None:
    toml = TOML.replace("submission_seconds = 30", "submission_seconds = 5")
    demo = make_demo(tmp_path / "course", demo_cells(), toml)
    demo.submit("slow", {"q1": "import time\ntime.sleep(3)\n" + GOOD["q1"], "q2": "time.sleep(3)"})
    capsys.readouterr()
    found = graded(demo)["slow"]["tests"]
    assert found["q1_hidden"]["verdict"] == "passed"
    assert found["q2_hidden"]["verdict"] in ("timeout", "not_reached")
    assert found["q2_hidden"]["points"] == 0.0
    with Gradebook.open(Course.load(demo.root).db_url) as gradebook:
        run = gradebook.runs("demo", "slow")[-1]
    (late,) = (result for result in run.results if result.test == "q2_hidden")
    assert "the 5 s that a whole notebook may take" in late.message
    # The kernels' own start is not the submission's time; the budget is what came after it.
    assert 1.0 <= run.budgets["submission_seconds"] < (5 + SECONDS_OVER) / 5
