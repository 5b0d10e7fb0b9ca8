"""Submissions that are none: each gets one clear message, and the others are graded."""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.course import Course
from autograder.gradebook.store import Gradebook
from autograder.gradebook.values import StudentRow
from autograder.grading.submissions import find_submissions
from tests.autograder.grading.conftest import GOOD, Demo, cell


def notebook(*cells: Any, **metadata: Any) -> str:
    return nbformat.writes(nbformat.v4.new_notebook(cells=list(cells), metadata=metadata))


def test_broken_uploads_beside_honest_ones(demo: Demo, graded: Callable[..., Any]) -> None:
    good = demo.submit("honest", GOOD).read_text()
    tree = json.loads(good)
    uploads: dict[str, str | bytes] = {
        "empty": "",
        "no-json": "PK\x03\x04 this is a zip file",
        "cut-off": good[: len(good) // 2],
        "no-notebook": '{"a": 1}',
        "future": json.dumps({**tree, "nbformat": 5}),
        "binary": b"\xff\xfe\x00\x01",
        "deep": "[" * 100_000,
        "no-answers": notebook(nbformat.v4.new_code_cell("x = 1")),
        "other": notebook(cell("x = 1", "exercise_9", solution=True)),
        "julia": good.replace('"language": "python"', '"language": "julia"'),
    }
    for student, content in uploads.items():
        demo.write(student, content)
    found = graded(demo)
    messages = {
        "empty": "the file is empty",
        "no-json": "no valid JSON",
        "cut-off": "no valid JSON",
        "no-notebook": "no 'nbformat' version",
        "future": "notebook format 5 is not known",
        "binary": "not UTF-8",
        "deep": "nested too deeply",
        "no-answers": "none of the 3 answer cells",
        "other": "none of the 3 answer cells",
        "julia": "written for julia",
    }
    assert set(found) == {*uploads, "honest"}
    for student, message in messages.items():
        assert (student, found[student]["status"]) == (student, "invalid")
        assert message in found[student]["error"]
        assert found[student]["error"].count("\n  ") == 1, "one hint: what to type or ask for"
        assert (found[student]["score"], found[student]["maximum"]) == (0.0, 6.0)
    assert (found["honest"]["status"], found["honest"]["score"]) == ("graded", 4.0)


def test_odd_uploads_are_graded_for_what_they_hold(demo: Demo, graded: Callable[..., Any]) -> None:
    good = demo.submit("honest", GOOD).read_text()
    old = nbformat.convert(nbformat.reads(good, as_version=4), 3)
    demo.write("format-3", nbformat.writes(old, version=3))
    doubled = json.loads(good)
    answer = next(c for c in doubled["cells"] if c["id"] == "q1")
    doubled["cells"].append({**answer, "id": "again", "source": "def double(x):\n    return 0"})
    demo.write("copied-cell", json.dumps(doubled))
    large = json.loads(good)
    picture = {
        "output_type": "display_data",
        "metadata": {},
        "data": {"image/png": "A" * 50_000_000},
    }
    next(c for c in large["cells"] if c["id"] == "q1")["outputs"] = [picture]
    demo.write("fifty-megabytes", json.dumps(large))
    found = graded(demo)
    assert found["copied-cell"]["score"] == 4.0
    assert "a second cell q1 was ignored" in found["copied-cell"]["flags"]
    assert found["fifty-megabytes"]["score"] == 4.0
    assert found["format-3"]["score"] == 4.0


@pytest.mark.parametrize("name", ["-rf", "a\nb", "x" * 120, "\u202egnp"])
def test_hostile_names_are_refused_and_nothing_is_written_under_them(
    demo: Demo, graded: Callable[..., Any], name: str
) -> None:
    demo.submit("honest", GOOD)
    demo.submit(name, GOOD)
    found = graded(demo)
    assert found[name]["status"] == "invalid"
    assert "cannot be a student's" in found[name]["error"]
    assert found["honest"]["score"] == 4.0


def test_links_are_not_followed(demo: Demo, graded: Callable[..., Any]) -> None:
    demo.submit("honest", GOOD)
    (demo.submissions / "link.ipynb").symlink_to(demo.root / "source" / "demo" / "demo.ipynb")
    assert list(graded(demo)) == ["honest"]


def test_a_full_disk_is_one_message_and_the_next_run_continues(
    demo: Demo,
    graded: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from autograder.commands import grade
    from autograder.errors import StorageError

    for student in ("ada", "ben"):
        demo.submit(student, GOOD)
    write = grade.write_atomic

    def full(path: Any, data: bytes, **options: bool) -> bool:
        if "ben" in str(path):
            raise StorageError(
                f"{path}: cannot be written: No space left on device", hint="Free it."
            )
        return write(path, data, **options)

    monkeypatch.setattr(grade, "write_atomic", full)
    assert demo.grade("--jobs", "1") == 7
    error = capsys.readouterr().err
    assert "No space left on device" in error
    assert "Traceback" not in error
    monkeypatch.setattr(grade, "write_atomic", write)
    found = graded(demo)
    assert [found[student]["score"] for student in ("ada", "ben")] == [4.0, 4.0]


# The Docker SDK leaves its socket open when the engine does not answer.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_no_engine_is_one_message(
    demo: Demo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    demo.submit("ada", GOOD)
    monkeypatch.setenv("DOCKER_HOST", "unix:///nonexistent/docker.sock")
    arguments = ("grade", "demo", "--submissions", str(demo.submissions))
    assert demo.command(*arguments, "--runner", "docker") == 6
    error = capsys.readouterr().err
    assert "no Docker engine answers" in error
    assert "install" in error
    assert demo.command(*arguments, "--runner", "process") == 6
    assert "--trust-submissions" in capsys.readouterr().err


def test_what_serves_in_dockers_place_is_said(
    demo: Demo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from autograder.grading import runner
    from gpu_runner.errors import BackendUnavailable

    def nothing_works() -> Any:
        raise BackendUnavailable("no Docker engine answers; and bwrap is not installed")

    demo.submit("ada", GOOD)
    arguments = ("grade", "demo", "--submissions", str(demo.submissions))
    monkeypatch.setattr(runner, "default_backend", nothing_works)
    assert demo.command(*arguments) == 6
    assert "bwrap is not installed" in capsys.readouterr().err
    assert demo.command(*arguments, "--trust-submissions") == 0
    error = " ".join(capsys.readouterr().err.split())
    assert "bwrap is not installed: the local process runner serves instead" in error


@pytest.mark.docker
def test_no_image_is_one_message(
    docker_demo: Demo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    docker_demo.submit("ada", GOOD)
    monkeypatch.setenv("GPU_RUNNER_IMAGE", "gpu-runner:of-another-time")
    assert docker_demo.grade() == 6
    error = capsys.readouterr().err
    assert "image gpu-runner:of-another-time is not on this host" in error
    assert "GPU_RUNNER_IMAGE" in error


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("grade", "dem"), 2, "demo"),
        (("build", "nothing"), 2, "nothing"),
        (("report", "demo"), 2, "no assignment 'demo'"),
        (("report", "demo"), 2, "type: autograder grade demo"),
    ],
)
def test_wrong_names_are_usage_errors(
    demo: Demo,
    arguments: tuple[str, ...],
    code: int,
    message: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert demo.command(*arguments) == code
    assert message in capsys.readouterr().err


def nested(demo: Demo, student: str) -> Path:
    """The submission of `student`, moved to where nbgrader's layout has it."""
    path = demo.submit(student, GOOD)
    folder = demo.submissions / student / "demo"
    folder.mkdir(parents=True)
    return path.rename(folder / "demo.ipynb")


@pytest.mark.parametrize(
    "text",
    [
        *("2026-01-01 00:00:00 America", "0001-01-01 00:00:00 Asia/Tokyo", "soon"),
        *("9999-12-31 23:59:59-12:00", "2026-01-01 00:00:00 ../../etc/passwd", "\0"),
    ],
)
def test_a_time_of_collection_that_is_none_is_left_alone(
    demo: Demo, graded: Callable[..., Any], text: str
) -> None:
    nested(demo, "ada").with_name("timestamp.txt").write_text(text)
    assert graded(demo)["ada"]["score"] == 4.0


def test_another_type_of_file_is_a_submission_without_a_notebook(
    demo: Demo, graded: Callable[..., Any]
) -> None:
    nested(demo, "ada")
    page = nested(demo, "cleo")
    page.rename(page.with_suffix(".html"))
    (demo.submissions / "dora" / "demo").mkdir(parents=True)
    found = graded(demo)
    assert {name: found[name]["status"] for name in found} == {
        "ada": "graded",
        "cleo": "invalid",
        "dora": "invalid",
    }
    assert "demo.ipynb was not handed in, but demo.html" in found["cleo"]["error"]
    page.with_suffix(".html").rename(page)
    assert graded(demo)["cleo"]["score"] == 4.0


def test_what_lies_in_the_wrong_place_is_named(
    demo: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    nested(demo, "ada")
    folder = demo.submissions
    (folder / "ada" / "demo" / "notes.txt").write_text("handed in, too")
    (folder / "ada" / ".DS_Store").write_text("")
    loose = nested(demo, "fay")
    loose.rename(folder / "fay" / "demo.ipynb")
    loose.parent.rmdir()
    nested(demo, "gus").parent.rename(folder / "gus" / "Demo")
    nested(demo, "ivo").parent.rename(folder / "ivo" / "homework")
    for name in ("hal.zip", "jan.pdf", "kai.py", "lou.IPYNB"):
        (folder / name).write_text("x")
    (folder / "link.ipynb").symlink_to(demo.root / "source" / "demo" / "demo.ipynb")
    assert demo.grade() == 0
    output = capsys.readouterr()
    lines = {
        "fay/demo.ipynb": "not in a folder demo/",
        "gus/Demo": "the folder has to be called demo",
        "hal.zip": "an archive: unpack it to <student>/demo/",
        "ivo/homework": "no assignment of this course; demo would be in demo/",
        "jan.pdf": "neither a notebook nor a Python file",
        "kai.py": "no line '# student:' at its top",
        "link.ipynb": "a link is not followed",
        "lou.IPYNB": "its name ends in .IPYNB, not .ipynb",
    }
    said = [line for line in output.err.split("\n") if line.startswith("not looked at: ")]
    assert said == [f"not looked at: {folder / path} ({why})" for path, why in lines.items()]
    assert json.loads(output.out)["not_looked_at"] == [
        {"path": str(folder / path), "why": why} for path, why in lines.items()
    ]
    assert demo.grade("--student", "fay") == 2
    message = capsys.readouterr().err
    assert "fay/demo.ipynb (not in a folder demo/)" in message
    assert "no submission of 'fay'" in message
    assert "hal.zip" not in message


def test_folders_of_other_assignments_are_no_concern_of_this_one(
    demo: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    nested(demo, "ada")
    shutil.copytree(demo.root / "source" / "demo", demo.root / "source" / "other")
    nested(demo, "ben").parent.rename(demo.submissions / "ben" / "other")
    assert demo.grade() == 0
    assert "not looked at" not in capsys.readouterr().err


def test_notebooks_under_other_names_are_named(demo: Demo, graded: Callable[..., Any]) -> None:
    for student, name in (("ada", "Copy of demo (1)"), ("ben", "DEMO"), ("cyd", "demo (1)")):
        path = nested(demo, student)
        path.with_name(f"{name}.ipynb").write_bytes(path.read_bytes())
        if student != "cyd":
            path.unlink()
    found = graded(demo)
    for student, name in (("ada", "Copy of demo (1)"), ("ben", "DEMO")):
        assert found[student]["status"] == "invalid"
        expected = f"demo.ipynb was not handed in, but {name}.ipynb\n  Hand in the notebook as demo"
        assert expected in found[student]["error"]
    assert (found["cyd"]["score"], found["cyd"]["flags"]) == (
        4.0,
        ["not looked at: demo (1).ipynb"],
    )


def test_answers_in_another_encoding_are_refused(demo: Demo, graded: Callable[..., Any]) -> None:
    demo.submit("ada", GOOD)
    text = "# student: ben\n# %% q1\n# größer\ndef double(x):\n    return 2 * x\n"
    (demo.submissions / "ben.py").write_bytes(text.encode("latin-1"))
    found = graded(demo)
    assert found["ben"]["status"] == "invalid"
    assert "ben.py: not UTF-8" in found["ben"]["error"]


def test_python_files_have_the_limit_of_notebooks(demo: Demo, graded: Callable[..., Any]) -> None:
    demo.submit("ada", GOOD)
    (demo.root / "nbgrader_config.py").write_text(
        "c = get_config()\nc.Autograder.max_notebook_mb = 1\n"
    )
    answers = f"# student: ben\n# %% q1\n{GOOD['q1']}\n#{'x' * 2_000_000}\n"
    (demo.submissions / "ben.py").write_text(answers)
    found = graded(demo)
    assert (found["ada"]["status"], found["ben"]["status"]) == ("graded", "invalid")
    assert "ben.py: 2 MB is more than the limit of 1 MB" in found["ben"]["error"]


def test_what_the_machine_may_not_read_stops_nothing_and_is_no_zero(
    demo: Demo,
    graded: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The superuser, who may run this test, may read everything: so opening is what fails here."""
    nested(demo, "ada")
    locked = nested(demo, "ben")
    open_file = Path.open

    def refuse(path: Path, *arguments: Any, **options: Any) -> Any:
        if path == locked:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return open_file(path, *arguments, **options)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", refuse)
        assert demo.grade() == 9
    output = capsys.readouterr()
    assert {item["student"] for item in json.loads(output.out)["submissions"]} == {"ada"}
    assert f"1 of 2 submissions cannot be read: ben: {locked}: Permission denied" in output.err
    found = graded(demo)
    assert {name: found[name]["score"] for name in found} == {"ada": 4.0, "ben": 4.0}


def test_two_submissions_of_a_student_stop_nobody_else(
    demo: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    first = demo.submit("ada", GOOD)
    demo.submit("ben", GOOD)
    second = demo.submissions / "ada" / "demo" / "demo.ipynb"
    second.parent.mkdir(parents=True)
    second.write_text(first.read_text().replace("x + x", "2 * x"))
    assert demo.grade("--format", "json") == 9
    out, err = capsys.readouterr()
    assert [item["student"] for item in json.loads(out)["submissions"]] == ["ben"]
    assert f"ada: two submissions, {second.parent} and {first}: keep one of them" in err
    first.unlink()
    assert demo.grade() == 0


def test_copies_of_a_submission_are_one(demo: Demo, graded: Callable[..., Any]) -> None:
    """Also under a name that only looks the same: e with an accent, as macOS writes it."""
    text = demo.submit("honest", GOOD).read_text()
    for name in ("Jos\u00e9", "Jose\u0301"):
        (demo.submissions / f"{name}.ipynb").write_text(text)
    found = graded(demo)
    assert set(found) == {"honest", "Jos\u00e9"}
    assert found["Jos\u00e9"]["score"] == found["honest"]["score"] == 4.0


@pytest.mark.parametrize(
    ("zone", "written", "utc"),
    [
        ("Europe/Berlin", "2026-07-01 14:58:23.948203 CEST", "2026-07-01 12:58:23.948203"),
        # An hour that comes twice.
        ("Europe/Berlin", "2026-10-25 02:30:00.000000 CEST", "2026-10-25 00:30:00"),
        ("Europe/Berlin", "2026-10-25 02:30:00.000000 CET", "2026-10-25 01:30:00"),
        ("America/New_York", "2026-07-01 14:58:23.948203 EDT", "2026-07-01 18:58:23.948203"),
        ("Asia/Kolkata", "2026-07-01 14:58:23.948203 IST", "2026-07-01 09:28:23.948203"),
        ("Asia/Jerusalem", "2026-07-01 14:58:23.948203 IDT", "2026-07-01 11:58:23.948203"),
        ("Asia/Kolkata", "2026-07-01 14:58:23.948203 UTC", "2026-07-01 14:58:23.948203"),
        ("", "2026-07-01 14:58:23.948203 UTC", "2026-07-01 14:58:23.948203"),
        ("", "2026-07-01 14:58:23 +0200", "2026-07-01 12:58:23"),
        ("", "2026-07-01 14:58:23", "2026-07-01 14:58:23"),
    ],
)
def test_the_time_that_nbgraders_collection_wrote(
    tmp_path: Path, zone: str, written: str, utc: str
) -> None:
    setting = f"c.Exchange.timezone = {zone!r}\n" if zone else ""
    (tmp_path / "nbgrader_config.py").write_text(f"c = get_config()\n{setting}")
    work = tmp_path / "ada" / "demo"
    work.mkdir(parents=True)
    (work / "demo.ipynb").write_text("{}")
    (work / "timestamp.txt").write_text(written)
    known = Course.load(tmp_path).timezone() or UTC
    (found,) = find_submissions(tmp_path, "demo", ["demo"], zone=known)
    assert found.received_at == datetime.fromisoformat(f"{utc}+00:00")
    assert found.remarks == ()


def test_the_courses_zone_counts_when_it_is_graded(
    demo: Demo, graded: Callable[..., Any], course_of: Any
) -> None:
    config = demo.root / "nbgrader_config.py"
    config.write_text(f"{config.read_text()}c.Exchange.timezone = 'America/New_York'\n")
    nested(demo, "ada").with_name("timestamp.txt").write_text("2026-07-01 14:58:23.5 EDT")
    assert graded(demo)["ada"]["flags"] == []
    with Gradebook.open(course_of(demo).db_url) as gradebook:
        (summary,) = gradebook.submissions("demo")
    assert summary.attempt is not None
    assert summary.attempt.received_at == datetime(2026, 7, 1, 18, 58, 23, 500_000, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2026-07-01 14:58:23.948203 EDT", "", "soon\x1b[2J"])
def test_a_time_of_collection_that_is_not_understood_is_said(
    demo: Demo, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Else the time of the file would decide, without a word, who is late."""
    nested(demo, "ada").with_name("timestamp.txt").write_text(text)
    nested(demo, "ben")
    assert demo.grade() == 0
    output = capsys.readouterr()
    flags = {item["student"]: item["flags"] for item in json.loads(output.out)["submissions"]}
    (flag,) = flags["ada"]
    assert flag.startswith("timestamp.txt does not count (")
    assert "\x1b" not in flag
    assert flags["ben"] == []
    said = "timestamp.txt is not understood, and the time of the file counts, for ada: write e.g."
    assert said in output.err
    assert demo.grade() == 0
    assert said in capsys.readouterr().err, "also where nothing is graded again"


def test_a_time_zone_that_is_none(demo: Demo, capsys: pytest.CaptureFixture[str]) -> None:
    config = demo.root / "nbgrader_config.py"
    config.write_text(f"{config.read_text()}c.Exchange.timezone = 'Berlin'\n")
    nested(demo, "ada")
    assert demo.grade() == 3
    error = capsys.readouterr().err
    assert "line 2: Exchange.timezone: 'Berlin' is no time zone" in error
    assert "Europe/Berlin" in error


def test_submissions_of_nobody_in_the_roster_are_named(
    demo: Demo, capsys: pytest.CaptureFixture[str], course_of: Any
) -> None:
    for name in ("ada", "bob", "doejane_12345_678901_demo"):
        demo.submit(name, GOOD)
    assert demo.grade() == 0
    error = capsys.readouterr().err
    assert "roster" not in error, "there is none"
    hint = "names of a download, it seems: doejane_12345_678901_demo.ipynb. Move them"
    assert hint in error
    assert "autograder collect demo FOLDER" in error
    with Gradebook.open(course_of(demo).db_url) as gradebook:
        gradebook.save_students([StudentRow(name="ada", email="ada@x.org")])
    for _ in range(2):  # also when they are students already
        assert demo.grade() == 0
        error = capsys.readouterr().err
        assert "there: bob, doejane_12345_678901_demo. Where the name of a file is wrong" in error
    assert demo.grade("--student", "ada") == 0
    assert "roster" not in capsys.readouterr().err


def test_a_download_unpacked_where_submissions_belong(
    demo: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = demo.submissions / "Jane Doe_4711_assignsubmission_file_"
    folder.mkdir(parents=True)
    demo.submit("x", GOOD).rename(folder / "demo.ipynb")
    assert demo.grade() == 2
    assert "of a download, it seems: Jane Doe_4711_assignsubm" in capsys.readouterr().err
