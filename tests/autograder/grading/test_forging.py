"""Answers that say what a test would like to hear, or that look for what it expects."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.autograder.grading.conftest import Demo, cell, make_demo

Graded = Callable[..., dict[str, Any]]
TEST = {"grade": True, "locked": True, "points": 2}


@pytest.fixture
def demo(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """`demo(setup, answer, test)` makes a course of one question."""

    def make(setup: str, answer: str, test: str) -> Demo:
        solution = f"### BEGIN SOLUTION\n{answer}\n### END SOLUTION"
        hidden = f"# Hidden: right (2 points)\n### BEGIN HIDDEN TESTS\n{test}\n### END HIDDEN TESTS"
        cells = [cell(setup, "setup", locked=True), cell(solution, "q1", solution=True)]
        made = make_demo(tmp_path / "course", [*cells, cell(hidden, "q1_test", **TEST)])
        capsys.readouterr()
        return made

    return make


def points(demo: Demo, graded: Graded, answer: str) -> float:
    demo.submit("eve", {"q1": answer})
    found: float = graded(demo)["eve"]["tests"]["q1_test"]["points"]
    return found


def test_names_of_a_star_import_are_the_instructors(demo: Any, graded: Graded) -> None:
    course = demo(
        "from numpy.testing import *\nfrom math import *",
        "def double(x):\n    return 2 * x",
        "assert_allclose(double(pi), 2 * pi)",
    )
    assert points(course, graded, "def double(x):\n    return 2 * x") == 2
    steals = "seen = []\ndef assert_allclose(actual, desired):\n    seen.append(desired)\n"
    assert points(course, graded, f"{steals}def double(x):\n    return None") == 0
    page = course.root / ".autograder" / "reports" / "demo" / "feedback" / "eve.html"
    assert "6.28" not in page.read_text("utf-8")


def test_names_that_an_answer_binds_unseen_are_the_students(demo: Any, graded: Graded) -> None:
    answer = "exec('def double(x):\\n    return 2 * x')"
    course = demo("from math import *", answer, "assert double(3) == 6")
    assert points(course, graded, answer) == 2
    assert points(course, graded, answer.replace("2 * x", "3 * x")) == 0


def test_a_solution_that_is_not_in_the_source_is_the_students(demo: Any, graded: Graded) -> None:
    """In a course of nbgrader's the star may bring a name that the lost answer had bound."""
    course = demo("from math import *", "pass", "assert gamma(3) == 42")
    assert points(course, graded, "def gamma(x):\n    return 42") == 2
    assert points(course, graded, "def gamma(x):\n    return 43") == 0


def test_numpy_does_not_ask_the_student_for_means(demo: Any, graded: Graded) -> None:
    course = demo(
        "import numpy as np",
        "def draws(n):\n    return np.random.default_rng(0).normal(size=n)",
        "z = draws(4000)\nassert np.shape(z) == (4000,)\n"
        "assert abs(np.mean(z)) < 0.1 and abs(np.std(z) - 1) < 0.1 and np.any(z > 0)",
    )
    assert points(course, graded, "def draws(n):\n    return np.random.normal(size=n)") == 2
    lies = (
        "class Draws:\n"
        "    shape = (4000,)\n"
        "    def __array__(self, dtype=None, copy=None): return np.zeros(4000)\n"
        "    def mean(self, *a, **k): return 0.0\n"
        "    def std(self, *a, **k): return 1.0\n"
        "    def any(self, *a, **k): return True\n"
        "def draws(n):\n    return Draws()"
    )
    assert points(course, graded, lies) == 0


def test_who_knows_the_seed_does_not_know_the_draws(demo: Any, graded: Graded) -> None:
    course = demo(
        "import numpy as np",
        "def train(number):\n    return lambda: 0.25",
        "from autograder.testing import rng, seed\n"
        "told = train(seed('q1'))()\nassert told != rng('q1').random(), 'foreseen'",
    )
    foresees = "def train(number):\n    return lambda: np.random.default_rng(number).random()"
    assert points(course, graded, foresees) == 2, "what it says is another number"


@pytest.mark.parametrize("answer", ["None", "'0.5'", "{}", "{0.5}", "print"])
def test_what_is_no_array_has_no_shape(demo: Any, graded: Graded, answer: str) -> None:
    course = demo(
        "",
        "def loss():\n    return 0.5",
        "from autograder.testing import check_shape\ncheck_shape(loss(), (), 'the loss')",
    )
    assert points(course, graded, f"def loss():\n    return {answer}") == 0


def test_a_long_answer_in_a_message_costs_the_grader_little(demo: Any, graded: Graded) -> None:
    course = demo(
        "",
        "def text():\n    return 'hello'",
        "print(text())\nassert text() == 'hello', f'got {text()!r}'",
    )
    assert points(course, graded, "def text():\n    return 'x' * (20 << 20)") == 0
    runs = course.root / ".autograder" / "runs"
    written = sum(path.stat().st_size for path in runs.rglob("*") if path.is_file())
    assert written < 8 << 20


def test_the_record_of_many_arrays_is_small(demo: Any, graded: Graded) -> None:
    course = demo(
        "import numpy as np",
        "def draws():\n    return [np.zeros(3)]",
        "assert len(draws()) == 1",
    )
    many = "def draws():\n    return [np.zeros(2000)] * 2000"
    assert points(course, graded, many) == 0
    (record,) = (course.root / ".autograder" / "runs").rglob("record*")
    assert record.stat().st_size < 1 << 20
    assert "more, sha256:" in json.dumps(record.read_text("utf-8"))


def test_an_answer_of_many_parts_is_an_error_and_costs_no_examination(
    demo: Any, graded: Graded
) -> None:
    course = demo("", "def double(x):\n    return 2 * x", "assert double(3) == 6")
    (course.root / "source" / "demo" / "assignment.toml").write_text(
        'title = "Demo"\npoints = 2\n[limits]\nmemory_mb = 600\n'
    )
    replaces = """
kernel, part = get_ipython().kernel, bytes(20 << 20)
def answer(stream, idents, message):
    kernel.session.send(stream, "examination_reply", content={}, parent=message, ident=idents,
                        buffers=[b"[true,{}]", *[part] * 40])
kernel.shell_handlers["examination_request"] = answer
def double(x):
    return 2 * x"""
    course.submit("eve", {"q1": replaces})
    found = graded(course)["eve"]
    assert found["status"] == "graded"
    assert found["tests"]["q1_test"]["verdict"] == "error"
    assert found["tests"]["q1_test"]["points"] == 0


TWO = """
title = "Demo"
points = 4
[limits]
cell_seconds = 2
"""


@pytest.fixture
def two_tests(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """`two_tests(first)` makes a course in which `first` and then another test are asked."""

    def make(first: str) -> Demo:
        answer = "def numbers():\n    return list(range(5))"
        cells = [
            cell("import numpy as np", "setup", locked=True),
            cell(f"### BEGIN SOLUTION\n{answer}\n### END SOLUTION", "q1", solution=True),
            cell(f"# First (2 points)\n{first}", "first", **TEST),
            cell("# Second (2 points)\nassert len(numbers()) > 3", "second", **TEST),
        ]
        made = make_demo(tmp_path / "course", cells, TWO)
        capsys.readouterr()
        return made

    return make


def test_an_answer_that_is_too_large_to_compare_ends_one_test(
    two_tests: Any, graded: Graded
) -> None:
    """Of a column of 10**8 numbers and a row of five, a comparison makes an array of both sizes."""
    course = two_tests("assert np.allclose(numbers(), np.arange(5.0))")
    course.submit("eve", {"q1": "def numbers():\n    return np.zeros((10**8, 1), 'int8')"})
    found = graded(course)["eve"]
    assert found["status"] == "graded"
    verdicts = {name: test["verdict"] for name, test in found["tests"].items()}
    assert verdicts == {"first": "error", "second": "passed"}
    page = course.root / ".autograder" / "reports" / "demo" / "feedback" / "eve.html"
    assert "look at the sizes of its results" in page.read_text("utf-8")


def test_an_answer_that_the_examiner_chokes_on_leaves_it_to_a_person(
    two_tests: Any, graded: Graded
) -> None:
    """Equal hashes: `set` is busy for minutes, in C, and hears no interrupt."""
    course = two_tests("assert len(set(numbers())) == 5")
    colliding = "[n * (2**61 - 1) for n in range(2, 200_000)]"
    course.submit("eve", {"q1": f"def numbers():\n    return {colliding}"})
    course.submit("ada", {"q1": "def numbers():\n    return list(range(5))"})
    found = graded(course)
    assert found["ada"]["status"] == "graded"
    assert found["eve"]["status"] == "needs_review"
    verdicts = {name: test["verdict"] for name, test in found["eve"]["tests"].items()}
    assert verdicts == {"first": "grader_error", "second": "grader_error"}
    assert found["eve"]["tests"]["first"]["points"] is None


def test_a_table_that_compares_itself_is_none(demo: Any, graded: Graded) -> None:
    course = demo(
        "import pandas as pd",
        "def table(n):\n    return pd.DataFrame({'n': range(n)})",
        "wanted = pd.DataFrame({'n': range(4)})\n"
        "assert table(4).equals(wanted) and table(4)['n'].isin(range(4)).all()",
    )
    assert points(course, graded, "def table(n):\n    return pd.DataFrame({'n': range(n)})") == 2
    agrees = (
        "class Table:\n"
        "    seen = []\n"
        "    def equals(self, other): Table.seen.append(other); return True\n"
        "    isin = all = equals\n"
        "    def __getitem__(self, name): return self\n"
        "def table(n):\n    return Table()"
    )
    assert points(course, graded, agrees) == 0


def test_what_is_counted_is_what_is_compared(demo: Any, graded: Graded) -> None:
    course = demo(
        "",
        "class Net:\n    layers = (1.0, 2.0, 3.0)",
        "net = Net()\nassert len(net.layers) == 3\n"
        "for layer, wanted in zip(net.layers, (1.0, 2.0, 3.0)):\n    assert layer == wanted",
    )
    assert points(course, graded, "class Net:\n    layers = [1.0, 2.0, 3.0]") == 2
    fades = (
        "class Net:\n"
        "    asked = 0\n"
        "    @property\n"
        "    def layers(self):\n"
        "        self.asked += 1\n"
        "        return [0, 0, 0] if self.asked == 1 else []"
    )
    assert points(course, graded, fades) == 0
