"""The `grade` command, end to end, on a small course."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.examine.kernels import SandboxLost
from autograder.gradebook.store import Gradebook
from autograder.grading import slots
from tests.autograder.grading.conftest import ANSWER, CANARY, GOOD, Demo, cell, make_demo

TEST = {"grade": True, "locked": True, "points": 1}

Graded = Callable[..., dict[str, Any]]


def verdicts(submission: dict[str, Any]) -> dict[str, str]:
    return {name: test["verdict"] for name, test in submission["tests"].items()}


def test_scores_and_verdicts(sandboxed: Demo, graded: Graded) -> None:
    sandboxed.submit("ada", {**GOOD, "d1": "It is linear."})
    sandboxed.submit("ben", {"q1": "def double(x):\n    return x ** 2 + 1"})
    sandboxed.submit("cem", {})
    sandboxed.submit("dot", {"q1": "def double(x) return x", "q2": GOOD["q2"]})
    found = graded(sandboxed)
    assert (found["ada"]["score"], found["ada"]["status"]) == (4.0, "needs_review")
    assert verdicts(found["ben"]) == {
        "q1_visible": "passed",
        "q1_hidden": "failed",
        "q2_hidden": "error",
        "d1": "no_response",
    }
    assert (found["ben"]["score"], found["ben"]["status"]) == (1.0, "graded")
    assert found["cem"]["score"] == 0.0
    assert verdicts(found["dot"])["q1_hidden"] == "error"
    assert found["dot"]["score"] == 1.0
    assert all(submission["maximum"] == 6.0 for submission in found.values())


def test_nothing_is_graded_twice_and_a_new_attempt_is(demo: Demo, graded: Graded) -> None:
    demo.submit("ada", {"q2": GOOD["q2"]})
    assert graded(demo)["ada"]["score"] == 1.0
    first = list((demo.root / ".autograder" / "runs" / "demo" / "ada").iterdir())
    graded(demo)
    assert list((demo.root / ".autograder" / "runs" / "demo" / "ada").iterdir()) == first
    demo.submit("ada", GOOD)
    assert graded(demo)["ada"]["score"] == 4.0
    assert len(list((demo.root / ".autograder" / "runs" / "demo" / "ada").iterdir())) == 2
    graded(demo, "--force")
    assert len(list((demo.root / ".autograder" / "runs" / "demo" / "ada").iterdir())) == 3


def test_a_change_of_the_tests_grades_again(demo: Demo, graded: Graded) -> None:
    demo.submit("ada", GOOD)
    assert graded(demo)["ada"]["tests"]["q2_hidden"]["points"] == 1.0
    path = demo.root / "source" / "demo" / "demo.ipynb"
    right = path.read_text()
    path.write_text(right.replace("triple(5) == 15", "triple(5) == 16"))
    assert graded(demo)["ada"]["tests"]["q2_hidden"]["points"] == 0.0
    path.write_text(right)
    assert graded(demo)["ada"]["tests"]["q2_hidden"]["points"] == 1.0


def test_scores_of_different_tests_are_not_mixed_without_a_word(
    demo: Demo, graded: Graded, capsys: pytest.CaptureFixture[str]
) -> None:
    for student in ("ada", "ben", "cyd"):
        demo.submit(student, GOOD)
    assert demo.grade() == 0
    assert "under other tests" not in capsys.readouterr().err
    path = demo.root / "source" / "demo" / "demo.ipynb"
    path.write_text(path.read_text().replace("triple(5) == 15", "triple(6) == 18"))
    said = "2 submissions were graded under other tests, limits or image than the newest"
    assert demo.grade("--student", "ada") == 0
    assert f"{said}: `autograder grade demo` grades them again" in capsys.readouterr().err
    report = demo.root / ".autograder" / "reports" / "demo" / "index.html"
    assert said in report.read_text()
    assert demo.command("report", "demo", "--format", "csv") == 0
    output = capsys.readouterr()
    assert said in output.err
    rows = {row["student"]: row["other_tests"] for row in csv.DictReader(io.StringIO(output.out))}
    assert rows == {"ada": "False", "ben": "True", "cyd": "True"}
    assert demo.grade() == 0
    assert "under other tests" not in capsys.readouterr().err
    assert "under other tests" not in report.read_text()


def test_a_test_that_nobody_passes_is_doubted(
    demo: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    path = demo.root / "source" / "demo" / "demo.ipynb"
    right = path.read_text()
    path.write_text(right.replace("triple(5) == 15", "triple(5) == 16"))
    for student in ("ada", "ben", "cyd", "dan", "eve"):
        demo.submit(student, GOOD)
    said = "obody got a point for q2_hidden: look at the test before students see their scores"
    assert demo.grade() == 0
    assert f"note: demo: n{said}" in capsys.readouterr().err
    report = demo.root / ".autograder" / "reports" / "demo" / "index.html"
    assert f"N{said}" in report.read_text()
    path.write_text(right)
    assert demo.grade() == 0
    assert said not in capsys.readouterr().err
    assert said not in report.read_text()


def test_a_change_of_the_data_grades_again(demo: Demo, graded: Graded) -> None:
    path = demo.root / "source" / "demo" / "demo.ipynb"
    expected = "triple(5) == int(open('expected.txt').read())"
    path.write_text(path.read_text().replace("triple(5) == 15", expected))
    demo.submit("ada", GOOD)
    for text, points in (("15", 1.0), ("16", 0.0)):
        (path.parent / "expected.txt").write_text(text)
        assert graded(demo)["ada"]["tests"]["q2_hidden"]["points"] == points


def test_the_longest_is_examined_first(demo: Demo, graded: Graded, course_of: Any) -> None:
    demo.submit("ada", {})
    demo.submit("bob", GOOD, extra="# much text" * 100)
    demo.submit("cyd", GOOD, extra="# some text" * 50)
    graded(demo, "--jobs", "1")
    with Gradebook.open(course_of(demo).db_url) as gradebook:
        runs = [summary.run for summary in gradebook.submissions("demo")]
    order = sorted((run.started_at, run.student) for run in runs if run is not None)
    assert [student for _, student in order] == ["bob", "cyd", "ada"]


def test_an_interrupted_batch_continues(
    demo: Demo, graded: Graded, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for student in ("ada", "ben", "cem"):
        demo.submit(student, GOOD)
    examine = slots.examine
    calls = []

    async def stop_at_the_second(*args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return await examine(*args, **kwargs)

    monkeypatch.setattr(slots, "examine", stop_at_the_second)
    assert demo.grade("--jobs", "1") == 130
    assert "the same command continues" in capsys.readouterr().err
    monkeypatch.setattr(slots, "examine", examine)
    found = graded(demo)
    assert [found[student]["score"] for student in ("ada", "ben", "cem")] == [4.0, 4.0, 4.0]
    runs = demo.root / ".autograder" / "runs" / "demo"
    assert [len(list((runs / student).iterdir())) for student in ("ada", "ben", "cem")] == [1, 1, 1]


def test_an_infrastructure_failure_is_retried_and_is_no_zero(
    demo: Demo, graded: Graded, monkeypatch: pytest.MonkeyPatch
) -> None:
    demo.submit("ada", GOOD)
    demo.submit("ben", GOOD)
    examine = slots.examine
    failures = {"ada": 1, "ben": 99}
    students = iter(["ada", "ada", "ben", "ben", "ben"])

    async def fail(*args: Any, **kwargs: Any) -> Any:
        student = next(students)
        failures[student] -= 1
        if failures[student] >= 0:
            raise SandboxLost("the engine went away")
        return await examine(*args, **kwargs)

    monkeypatch.setattr(slots, "examine", fail)
    found = graded(demo, "--jobs", "1", code=9)
    assert (found["ada"]["status"], found["ada"]["score"]) == ("graded", 4.0)
    assert (found["ben"]["status"], found["ben"]["score"]) == ("not_graded", None)
    assert "the engine went away" in found["ben"]["error"]
    monkeypatch.setattr(slots, "examine", examine)
    assert graded(demo)["ben"]["score"] == 4.0


@pytest.mark.parametrize("options", [(), ("--force",)])
def test_a_score_of_an_earlier_run_does_not_hide_that_grading_failed(
    demo: Demo,
    graded: Graded,
    options: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A kernel that never started has no sockets; jupyter_client looks for them here to remove them.
    monkeypatch.chdir(demo.root)
    demo.submit("ada", GOOD)
    assert not graded(demo)["ada"]["earlier"]
    toml = demo.root / "source" / "demo" / "assignment.toml"
    text = 'title = "D"\npoints = 4\nmanual_points = 2\n'
    toml.write_text(f'{text}[run]\nmodules = ["nunpy"]\n')
    arguments = ("grade", "demo", "--submissions", str(demo.submissions), "--student", "ada")
    sandbox = ("--runner", "process", "--trust-submissions")
    assert demo.command(*arguments, *sandbox, *options) == 9
    output = capsys.readouterr()
    assert "1 of 1 submissions could not be graded: ada" in output.err
    assert f"nunpy cannot be imported: see run.modules in {toml}" in output.err
    table = " ".join(output.out.replace("│", " ").split())
    assert "not examined now, the score is of an earlier run" in table
    found = graded(demo, *options, code=9)["ada"]
    assert (found["earlier"], found["score"]) == (True, 4.0)
    toml.write_text(text)
    assert (graded(demo)["ada"]["earlier"], graded(demo)["ada"]["error"]) == (False, "")


def test_a_bug_in_one_examination_does_not_stop_the_others(
    demo: Demo, graded: Graded, monkeypatch: pytest.MonkeyPatch
) -> None:
    demo.submit("ada", {**GOOD, "q1": "raise ZeroDivisionError"})
    demo.submit("ben", GOOD)
    assemble = slots.examine

    async def broken(pair: Any, template: Any, notebook: Any, **kwargs: Any) -> Any:
        if "ZeroDivisionError" in str(notebook):
            raise RuntimeError("unforeseen")
        return await assemble(pair, template, notebook, **kwargs)

    monkeypatch.setattr(slots, "examine", broken)
    found = graded(demo, code=9)
    assert "unforeseen" in found["ada"]["error"]
    assert found["ben"]["score"] == 4.0


def test_a_test_that_is_itself_wrong_is_never_scored(demo: Demo, graded: Graded) -> None:
    path = demo.root / "source" / "demo" / "demo.ipynb"
    path.write_text(path.read_text().replace("assert triple(5) == 15", "triple(5)"))
    demo.submit("ada", GOOD)
    found = graded(demo)["ada"]
    assert found["status"] == "needs_review"
    assert (found["tests"]["q2_hidden"]["verdict"], found["tests"]["q2_hidden"]["points"]) == (
        "grader_error",
        None,
    )


def test_the_record_and_the_executed_notebook_tell_everything(
    demo: Demo, graded: Graded, course_of: Callable[[Demo], Any]
) -> None:
    demo.submit("ada", GOOD, extra="print('mine')")
    graded(demo)
    course = course_of(demo)
    with Gradebook.open(course.db_url) as gradebook:
        run = gradebook.submission("demo", "ada").run
    assert run is not None
    events = [
        json.loads(line) for line in (course.state_dir / run.files.record).read_text().splitlines()
    ]
    assert [event["event"] for event in events] == [
        *("start", "cell", "cell", "cell", "test", "test", "cell", "test", "end")
    ]
    assert events[0]["version"] == 1
    assert events[1]["source"] == "print('mine')"
    hidden = events[5]
    assert (hidden["test"], hidden["verdict"], hidden["points"]) == ("q1_hidden", "passed", 2.0)
    assert [entry["op"] for entry in hidden["report"]["transcript"]] == ["names", "call"]
    assert events[-1]["environment"]["seed"] == run.environment["seed"]
    notebook = nbformat.read(course.state_dir / run.files.notebooks["demo"], as_version=4)
    nbformat.validate(notebook)
    assert notebook.cells[0].outputs[0].text == "mine\n"


def test_no_hidden_line_is_in_a_page_for_students(demo: Demo, graded: Graded) -> None:
    demo.submit("ada", {"q1": "def double(x):\n    print('called with', x)\n    return x"})
    graded(demo)
    reports = demo.root / ".autograder" / "reports" / "demo"
    page = (reports / "feedback" / "ada.html").read_text()
    assert CANARY not in page
    assert "triple(5)" not in page
    assert "random numbers" in page


def test_submissions_in_nbgraders_layout(demo: Demo, graded: Graded) -> None:
    path = demo.submit("ada", GOOD)
    nested = demo.submissions / "ben" / "demo" / "demo.ipynb"
    nested.parent.mkdir(parents=True)
    path.rename(nested)
    (nested.parent / "timestamp.txt").write_text("2015-02-02 14:58:23.948203 America/Los_Angeles")
    (nested.parent / "numpy.py").write_text("raise SystemExit")
    found = graded(demo)
    assert list(found) == ["ben"]
    assert found["ben"]["score"] == 4.0


def test_a_newer_file_with_an_older_time_does_not_count_and_that_is_said(
    demo: Demo, graded: Graded, capsys: pytest.CaptureFixture[str]
) -> None:
    """A copy may have lost the time: the work would be graded, and its score thrown away."""

    def submit(answers: dict[str, str], day: int) -> Path:
        path = demo.submit("ada", answers)
        moment = datetime(2026, 9, day, 12, tzinfo=UTC).timestamp()
        os.utime(path, (moment, moment))
        return path

    def table(*options: str) -> tuple[str, str]:
        arguments = ("grade", "demo", "--submissions", str(demo.submissions), *options)
        assert demo.command(*arguments, "--runner", "process", "--trust-submissions") == 0
        output = capsys.readouterr()
        return " ".join(output.out.replace("│", " ").split()), output.err

    submit({}, 3)
    demo.submit("ben", GOOD)
    assert not graded(demo)["ada"]["older"]
    path = submit(GOOD, 1)
    out, err = table()
    assert "4 / 6" in err
    assert "does not count: another attempt is newer" in err
    remark = "the score is of the attempt of 3 September 2026, 12:00 UTC; what lies there now is"
    assert f"{remark} older, of 1 September 2026, 12:00 UTC" in out
    note = "note: demo: what ada handed in is older than the attempt that counts. If it came later"
    assert f"{note}, give it the time when it came (touch -d TIME {path})" in err
    found = graded(demo)
    assert (found["ada"]["score"], found["ada"]["older"]) == (0.0, True)
    assert not found["ben"]["older"]
    config = demo.root / "nbgrader_config.py"
    config.write_text(f'{config.read_text()}\nc.Exchange.timezone = "Asia/Tokyo"\n')
    assert "older, of 1 September 2026, 21:00 JST" in table()[0]
    # The remedy.
    submit(GOOD, 4)
    found = graded(demo)
    assert (found["ada"]["score"], found["ada"]["older"]) == (4.0, False)
    out, err = table("--force")
    assert "older" not in out + err
    assert "does not count" not in err


def test_only_the_students_asked_for(demo: Demo, graded: Graded, capsys: Any) -> None:
    demo.submit("ada", GOOD)
    demo.submit("ben", GOOD)
    assert list(graded(demo, "--student", "ben")) == ["ben"]
    assert demo.grade("--student", "benn") == 2
    assert "ben" in capsys.readouterr().err


def test_percent_files_are_submissions_too(demo: Demo, graded: Graded) -> None:
    demo.submissions.mkdir()
    text = f"# student: careful\n# score: 4\n# %% q1\n{GOOD['q1']}\n# %% q2\n{GOOD['q2']}\n"
    (demo.submissions / "careful.py").write_text(text)
    assert graded(demo)["careful"]["score"] == 4.0


@pytest.mark.parametrize("where", ["nowhere", "release"])
def test_no_submissions_is_an_error_that_says_what_is_expected(
    demo: Demo, where: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(Path(demo.root, where))
    assert demo.command("grade", "demo", "--submissions", folder) == 2
    message = capsys.readouterr().err
    assert "no folder" in message or "<student>/demo/demo.ipynb" in message


def test_imports_in_a_cell_without_an_id_are_done_by_the_examiner(
    tmp_path: Path, graded: Graded, capsys: pytest.CaptureFixture[str]
) -> None:
    """nbgrader courses often import in a plain cell, which students get as one of their own."""
    plain = nbformat.v4.new_code_cell("import numpy as np")
    test = cell("# Visible: ones\nassert np.all(double(np.ones(3)) == 2)", "q1_ones", **TEST)
    late = nbformat.v4.new_code_cell("from math import pi as late")
    last = cell("# Visible: pi\nassert double(late) > 6", "q1_pi", **TEST)
    cells = [plain, cell(ANSWER, "q1", solution=True), test, late, last]
    demo = make_demo(tmp_path / "course", cells)
    notebook = demo.release()
    notebook.cells[1].source = GOOD["q1"]
    demo.write("ada", nbformat.writes(notebook))
    notebook.cells[0].source = "import numpy as np\nnp.all = lambda x: True"
    notebook.cells[1].source = "def double(x): return x"
    demo.write("ben", nbformat.writes(notebook))
    capsys.readouterr()
    found = graded(demo)
    assert found["ada"]["score"] == 2.0
    assert found["ben"]["score"] == 0.0


def test_a_misspelt_name_in_a_test_is_the_authors_mistake(
    demo: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    path = demo.root / "source" / "demo" / "demo.ipynb"
    path.write_text(path.read_text().replace("check_close(double", "chek_close(double"))
    toml = 'title = "Demo"\npoints = 4\nmanual_points = 2\n'
    path.with_name("assignment.toml").write_text(toml)
    demo.submit("ada", GOOD)
    for command in (demo.grade, lambda: demo.command("build")):
        assert command() == 4
        error = capsys.readouterr().err
        assert "the test cell q1_hidden uses the name 'chek_close'" in error
        assert "check_close" in error


def test_a_seed_repeats_a_run(demo: Demo, graded: Graded, course_of: Any) -> None:
    demo.submit("ada", GOOD)
    for arguments in (("--seed", "7"), (), (), ("--seed", "7"), ("--seed", "7")):
        graded(demo, *arguments)
    with Gradebook.open(course_of(demo).db_url) as gradebook:
        seeds = [run.environment["seed"] for run in gradebook.runs("demo", "ada")]
        own = gradebook.assignment_seed("demo")
    assert seeds == [7, own, 7], "only what counts already is not run again"


def test_students_are_shown_their_own_lines_of_an_error(
    tmp_path: Path, graded: Graded, capsys: pytest.CaptureFixture[str]
) -> None:
    demo = make_demo(
        tmp_path,
        [
            cell("def mean(x):\n    ### BEGIN SOLUTION\n    return sum(x) / len(x)\n    "
                 "### END SOLUTION", "q1", solution=True),
            cell("# Visible: the mean\ndef check(x):\n    assert mean(x) == 2\n\ncheck([1, 3])",
                 "q1_mean", **TEST),
        ],
        'title = "Mean"\npoints = 1\n',
    )  # fmt: skip
    capsys.readouterr()
    demo.submit("ada", {"q1": "def part(a, b):\n    return a / b\nmean = lambda x: part(1, 0)"})
    assert graded(demo)["ada"]["score"] == 0
    (executed,) = (demo.root / ".autograder" / "runs").rglob("demo.ipynb")
    (error,) = [
        output
        for cell in nbformat.read(executed, as_version=4).cells
        for output in cell.get("outputs", [])
        if output.output_type == "error"
    ]
    text = "\n".join(error.traceback)
    assert "In the test:\n  line 5\n    check([1, 3])\n  line 3, in check\n" in text
    assert "line 2, in part\n    return a / b\n" in text
    assert text.endswith("ZeroDivisionError: division by zero")
    assert "autograder" not in text
    assert "ipykernel" not in text


def test_an_answer_that_is_as_released_is_named(
    tmp_path: Path, graded: Graded, course_of: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """Visible tests, hidden ones with a hint, and names that a cell never came to bind."""
    stub = "### BEGIN SOLUTION\n{}\n### END SOLUTION"
    body = stub.replace("\n", "\n    ")
    demo = make_demo(
        tmp_path,
        [
            cell(f"def mean(x):\n    {body.format('return sum(x) / len(x)')}", "q1", solution=True),
            cell(f"def spread(x):\n    {body.format('return max(x) - min(x)')}", "q2",
                 solution=True),
            cell(stub.format("limit = 3"), "q3", solution=True),
            cell("# Visible: the mean\nassert mean([1, 3]) == 2", "q1_mean", **TEST),
            cell("# Hidden: mean and spread\n# Hint: an empty list?\n### BEGIN HIDDEN TESTS\n"
                 "assert mean([1]) + spread([1, 3]) == 3\n### END HIDDEN TESTS", "both", **TEST),
            cell("# Visible: the limit\nassert limit == 3", "q3_limit", **TEST),
            cell("# Visible: beside the student's code\nassert mean([1]) == 1", "beside",
                 **(TEST | {"points": 0})),
        ],
        'title = "Mean"\npoints = 3\n',
    )  # fmt: skip
    capsys.readouterr()
    answer = "def mean(x):\n    raise NotImplementedError({})\n    return 2"
    demo.submit("ada", {})
    demo.submit("ben", {"q1": answer.format(""), "q2": "spread = max"})
    demo.submit(
        "cyd", {"q1": "def mean(x):\n    return 1", "q2": "def spread(x):\n    return x[7]"}
    )
    graded(demo)
    with Gradebook.open(course_of(demo).db_url) as gradebook:
        found = {
            name: {item.test: item.message for item in gradebook.runs("demo", name)[-1].results}
            for name in ("ada", "ben", "cyd")
        }
    released = "the answer {} is as it was released"
    assert found["ada"] == {
        "q1_mean": released.format("q1"),
        "both": "the answers q1 and q2 are as they were released",
        "q3_limit": f"limit is not defined: {released.format('q3')}",
        "beside": released.format("q1"),
    }
    assert found["ben"]["both"] == "the answer q1 still has its line `raise NotImplementedError()`"
    assert found["cyd"]["both"] == "an empty list?", "another error is explained by the hint"
