"""The `check` command and the pytest plugin, end to end, on a small course."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.main import main
from tests.autograder.grading.conftest import Demo, cell, make_demo

pytest_plugins = "pytester"

TOML = 'title = "Scaling"\npoints = 3\n[check]\nlargest_single_loss = 1.0\n'
ANSWER = """def scale(x, by):
    ### BEGIN SOLUTION
    if by > 10:
        raise ValueError("too large")
    return x * by
    ### END SOLUTION"""
VALUES = """# Hidden: values (2 points)
### BEGIN HIDDEN TESTS
assert scale(3, 4) == 12
### END HIDDEN TESTS"""
ERRORS = """# Hidden: factors that are too large (1 point)
### BEGIN HIDDEN TESTS
from autograder.testing import raises
assert scale(1, 1) is not None
with raises(ValueError):
    scale(1, 11)
### END HIDDEN TESTS"""
ADDS = "# mistake: adds\n# fails: q1_values\n# %% q1\ndef scale(x, by):\n    return x + by\n"
BOUNDED = "# %% q1\ndef scale(x, by):\n    if by > 10:\n        raise ValueError\n    return "
MILD = f"# mistake: divides\n# fails: q1_values q1_errors\n{BOUNDED}x / by\n"
SUM = f"# route: repeated\n{BOUNDED}sum([x] * int(by)) if by == int(by) else x * by\n"
TEST = {"grade": True, "locked": True}


@pytest.fixture
def course(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Demo:
    demo = make_demo(
        tmp_path / "course",
        [
            cell("# Scaling\n\nWrite `scale(x, by)`.", "text", "markdown", locked=True),
            cell(ANSWER, "q1", solution=True),
            cell(VALUES, "q1_values", points=2, **TEST),
            cell(ERRORS, "q1_errors", points=1, **TEST),
        ],
        TOML,
    )
    variants = demo.root / "source" / "demo" / "variants"
    for name, source in {"wrong/adds.py": ADDS, "right/sum.py": SUM}.items():
        (variants / name).parent.mkdir(parents=True, exist_ok=True)
        (variants / name).write_text(source)
    capsys.readouterr()
    return demo


@pytest.fixture
def check(
    course: Demo, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, dict[str, Any]]]:
    """`check(…)` runs the command; returns exit code and the assignment's report."""

    def run(*arguments: str) -> tuple[int, dict[str, Any]]:
        code = course.command(
            *("check", "demo", "--runner", "process", "--trust-submissions", "--jobs", "2"),
            *("--format", "json", *arguments),
        )
        return code, json.loads(capsys.readouterr().out)["assignments"][0]

    return run


def kinds(report: dict[str, Any]) -> list[tuple[str, str]]:
    return [(finding["kind"], finding["test"]) for finding in report["findings"]]


def test_a_course_is_checked_corrected_and_checked_again(course: Demo, check: Any) -> None:
    code, first = check("--matrix")
    survivors = [trial for trial in first["trials"] if trial["state"] == "survived"]
    # Nothing asks for the boundary: `by > 10` may be `by >= 10`.
    assert any("by >= 10" in trial["diff"] for trial in survivors)
    assert code == 11
    assert ("kill-rate", "") in kinds(first)
    assert first["effort"]["examined"] > 5
    assert first["variants"] == [
        {"name": "right/sum", "says": "repeated", "claims": [], "failed": [], "lost": 0},
        {
            "name": "wrong/adds",
            "says": "adds",
            "claims": ["q1_values"],
            "failed": ["q1_values", "q1_errors"],
            "lost": 3.0,
        },
    ]
    page = course.root / ".autograder" / "check" / "demo" / "index.html"
    assert "by &gt;= 10" in page.read_text(encoding="utf-8")

    # Sharpened as the survivors ask for; a reason for what is left.
    path = course.root / "source" / "demo" / "demo.ipynb"
    sharper = "assert [scale(3, 4), scale(5, 10), scale(2.5, 2)] == [12, 50, 5]"
    path.write_text(path.read_text().replace("assert scale(3, 4) == 12", sharper))
    code, second = check()
    left = [trial for trial in second["trials"] if trial["state"] == "survived"]
    assert not any("by >= 10" in trial["diff"] for trial in left)
    marks = "".join(f'[{trial["key"]}]\nreason = "the text is free"\n' for trial in left)
    variants = course.root / "source" / "demo" / "variants"
    (variants / "equivalent.toml").write_text(marks)
    code, third = check()
    assert (code, kinds(third), third["mutants"]["kill_rate"]) == (0, [], 1.0)
    # Only what the marks concern is judged again, and nothing is examined again.
    assert third["effort"]["examined"] == 0

    # A variant that names too much, and one that cannot be read.
    (variants / "wrong" / "mild.py").write_text(MILD)
    (variants / "wrong" / "odd.py").write_text("# mistake: m\n# fails: q1_values\n# %% q9\nx\n")
    code, fourth = check()
    assert code == 11
    assert kinds(fourth) == [("variant-header", ""), ("wrong-passes", "q1_errors")]


def test_nbgrader_has_to_give_the_same_points(course: Demo, check: Any) -> None:
    """It takes a warning for a failure; the examiner's own name is not there in its kernel."""
    path = course.root / "source" / "demo" / "demo.ipynb"
    warns = "    import warnings\\n    warnings.warn('scaling')\\n    return x * by"
    path.write_text(path.read_text().replace("    return x * by", warns))
    _, report = check("--nbgrader", "--no-mutants")
    assert "nbgrader-differs" not in [kind for kind, _ in kinds(report)]
    test = "assert scale(3, 4) == 12\\nassert 'autograded' not in __import__('os').getcwd()"
    path.write_text(path.read_text().replace("assert scale(3, 4) == 12", test))
    _, report = check("--nbgrader", "--no-mutants")
    assert ("nbgrader-differs", "q1_values") in kinds(report)


def test_the_assignment_of_a_new_course_is_ready(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", str(tmp_path / "new")]) == 0
    course = Demo(tmp_path / "new")
    assert course.command("check", "--all", "--runner", "process", "--trust-submissions") == 0
    shown = capsys.readouterr().out
    assert "0 errors, 0 warnings" in shown
    assert "killed (100.0 %)" in shown


def test_an_assignment_that_cannot_be_checked_stops_no_other(
    course: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    sources = course.root / "source"
    for name in ("broken", "unclosed", "undone", "lacking"):
        shutil.copytree(sources / "demo", sources / name)
        shutil.rmtree(sources / name / "variants")
        (sources / name / "demo.ipynb").rename(sources / name / f"{name}.ipynb")
    (sources / "broken" / "assignment.toml").write_text("title = 3\n")
    unclosed = sources / "unclosed" / "unclosed.ipynb"
    unclosed.write_text(unclosed.read_text().replace("    ### END SOLUTION", ""))
    undone = sources / "undone" / "undone.ipynb"
    undone.write_text(undone.read_text().replace("return x * by", "return x *"))
    asset = '[[assets]]\nname = "d"\npath = "data/d"\nlicence = "CC0"\n'
    origin = '[assets.pypi]\npackage = "d"\nversion = "1.0"\nfolder = "d"\n'
    files = f'[assets.files]\n"d.txt" = "{"0" * 64}"\n'
    (sources / "lacking" / "assignment.toml").write_text(TOML + asset + origin + files)
    runner = ("--runner", "process", "--trust-submissions", "--no-mutants")
    code = course.command("check", "--all", *runner, "--format", "json")
    printed, said = capsys.readouterr()
    found = {item["assignment"]: item for item in json.loads(printed)["assignments"]}
    assert list(found) == ["broken", "demo", "lacking", "unclosed", "undone"]
    assert found["demo"]["error"] == ""
    assert found["demo"]["tests"]
    for name in ("broken", "lacking", "unclosed", "undone"):
        assert found[name].keys() == {"assignment", "error"}
        assert f"{name} was not checked: " in said
    assert "points: is missing" in found["broken"]["error"]
    assert "autograder assets fetch" in found["lacking"]["error"]
    assert code == 3, "that of the first"
    assert course.command("check", "undone", "demo", *runner) == 4
    shown, said = capsys.readouterr()
    assert "demo" in shown
    assert "undone was not checked" in said
    assert course.command("check", "demo", "demmo", *runner) == 2
    assert capsys.readouterr().out == "", "a slip is said before anything runs"


def test_names_or_all(course: Demo, capsys: pytest.CaptureFixture[str]) -> None:
    assert course.command("check") == 2
    assert course.command("check", "demo", "--all") == 2
    assert "autograder check --all" in capsys.readouterr().err


@pytest.fixture
def run_pytest(course: Demo, pytester: pytest.Pytester) -> Callable[..., pytest.RunResult]:
    """pytest in the course, in a process of its own, as a course's CI runs it."""

    def run(*arguments: str) -> pytest.RunResult:
        shutil.copytree(course.root, pytester.path, dirs_exist_ok=True)
        plugin = ("-p", "no:autograder", "-p", "autograder.pytest_plugin")
        return pytester.runpytest_subprocess(*plugin, "-p", "no:cacheprovider", *arguments)

    return run


def test_each_item_is_a_test(course: Demo, run_pytest: Any) -> None:
    (course.root / "source" / "demo" / "variants" / "wrong" / "mild.py").write_text(MILD)
    result = run_pytest("--autograder-check", "--autograder-runner", "process", "-v", "source")
    result.stdout.fnmatch_lines_random(
        [
            "*::reference PASSED*",
            "*::ordinary kernel PASSED*",
            "*::empty PASSED*",
            "*::constant answers PASSED*",
            "*::right/sum PASSED*",
            "*::wrong/adds PASSED*",
            "*::wrong/mild FAILED*",
            "*::mutants q1 PASSED*",
            "*::mutants FAILED*",
            "*::style PASSED*",
            "*wrong-passes: q1_errors: the mistake 'divides' is not caught*",
        ]
    )
    assert result.ret == 1


def test_an_assignment_without_graded_cells_fails(
    course: Demo, run_pytest: Any, pytester: pytest.Pytester
) -> None:
    folder = course.root / "source" / "demo"
    shutil.rmtree(folder)
    folder.mkdir()
    nothing = [cell("# Scaling", "text", "markdown", locked=True)]
    nbformat.write(nbformat.v4.new_notebook(cells=nothing), folder / "demo.ipynb")
    (folder / "assignment.toml").write_text('title = "Scaling"\npoints = 0\n')
    runner = ("--runner", "process", "--trust-submissions")
    assert course.command("check", "demo", *runner) == 11
    options = ("--autograder-check", "--autograder-runner", "process", "-v", "source")
    result = run_pytest(*options)
    result.stdout.fnmatch_lines(["*::release FAILED*", "*::other findings PASSED*"])
    assert result.ret == 1
    # A part of the check that is not among the items.
    pytester.makeconftest(
        "def pytest_collection_finish():\n"
        "    from autograder.checking import release\n"
        "    release.SUBJECT = 'something new'\n"
    )
    result = run_pytest(*options)
    result.stdout.fnmatch_lines(["*::release PASSED*", "*::other findings FAILED*"])
    assert result.ret == 1


def test_an_ordinary_run_of_pytest_is_not_changed(run_pytest: Any) -> None:
    result = run_pytest("source")
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED
    result.stdout.no_fnmatch_line("*reference*")
