"""Building: the same notebooks as nbgrader, only what changed, nothing that gives answers away."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbgrader
import pytest

from autograder import build as build_module
from autograder.build import build
from autograder.course import Course
from autograder.errors import ConfigError, SourceError, StaleError, UsageError
from autograder.main import main
from autograder.notebooks import notebook_bytes, read_notebook
from autograder.pipeline import MAX_FILE_BYTES
from tests.permissions import umask

DOCS = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide"
FILES = Path(nbgrader.__file__).parent / "tests" / "apps" / "files"
CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "course101"
c.CourseDirectory.solution_directory = "solutions"
"""
TOML = 'title = "Homework"\npoints = 3\n'


def cell(kind, source, grade_id=None, points=None, cell_type="code", **extra):
    flags = {
        "test": {"grade": True, "solution": False, "locked": True},
        "answer": {"grade": False, "solution": True, "locked": False},
        "manual": {"grade": True, "solution": True, "locked": False},
        "task": {"grade": False, "solution": False, "locked": True, "task": True},
        "readonly": {"grade": False, "solution": False, "locked": True},
    }
    metadata = {}
    if kind != "plain":
        metadata["nbgrader"] = {"schema_version": 3, "grade_id": grade_id, **flags[kind], **extra}
        if points is not None:
            metadata["nbgrader"]["points"] = points
    return {"cell_type": cell_type, "metadata": metadata, "source": source}


ANSWER = """def area(width, height):
    ### BEGIN SOLUTION
    if width < 0 or height < 0:
        raise ValueError("a side is negative")
    return width * height
    ### END SOLUTION"""
HIDDEN = """# Hidden: the area of rectangles (2 points)
### BEGIN HIDDEN TESTS
assert area(3, 4) == 12
assert area(width=5, height=0) == 0
### END HIDDEN TESTS"""
CELLS = (
    cell("readonly", "# Areas", "title", cell_type="markdown"),
    cell("answer", ANSWER, "q1"),
    cell("test", "# Visible: a square (1 point)\nassert area(2, 2) == 4", "q1_square", 1),
    cell("test", HIDDEN, "q1_values", 2),
)


def write_assignment(course: Path, *cells, name="hw", toml=TOML):
    tree = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": list(cells or CELLS)}
    folder = course / "source" / name
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.ipynb"
    path.write_bytes(notebook_bytes(read_notebook(json.dumps(tree).encode())))
    if toml is not None:
        (folder / "assignment.toml").write_text(toml)
    return folder


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "course"
    folder.mkdir()
    (folder / "nbgrader_config.py").write_text(CONFIG)
    return folder


def tree_of(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def children() -> list[str]:
    """Command lines of the processes this one has started and that still run."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rsplit(")", 1)[1].split()
            if int(fields[1]) == os.getpid() and fields[0] != "Z":
                found.append((path.parent / "cmdline").read_text().replace("\0", " "))
        except OSError:  # it has ended meanwhile
            continue
    return found


def run_nbgrader(root: Path, *arguments: str) -> None:
    # nbgrader calls the program `alembic`, which stands beside the interpreter.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "JUPYTER_NO_CONFIG": "1"}
    command = [sys.executable, "-m", "nbgrader", *arguments]
    subprocess.run(command, cwd=root, env=env, check=True, capture_output=True, timeout=120)


def compare_with_nbgrader(root: Path, assignment: str) -> None:
    """Build `assignment` with both programs; all files have to be the same bytes."""
    run_nbgrader(root, "generate_assignment", assignment)
    run_nbgrader(root, "generate_solution", assignment, "--Execute.enabled=False")
    expected = [tree_of(root / step / assignment) for step in ("release", "solutions")]
    shutil.rmtree(root / "release")
    shutil.rmtree(root / "solutions")
    build(Course.load(root), [assignment])
    built = [tree_of(root / step / assignment) for step in ("release", "solutions")]
    assert built == expected


@pytest.mark.parametrize("assignment", ["ps1", "ps1_autotest"])
def test_the_documentation_course_is_built_as_nbgrader_builds_it(root, assignment):
    shutil.copytree(DOCS / "source", root / "source")
    shutil.copy(DOCS / "autotests.yml", root)
    with (root / "nbgrader_config.py").open("a") as file:
        file.write('c.IncludeHeaderFooter.header = "source/header.ipynb"\n')
    compare_with_nbgrader(root, assignment)
    released = read_notebook(root / "release" / assignment / "problem1.ipynb")
    assert len(released.cells) > len(read_notebook(DOCS / "source/ps1/problem1.ipynb").cells)


def test_nbgraders_test_notebooks_are_built_as_nbgrader_builds_them(root):
    names = ("test.ipynb", "test-hidden-tests.ipynb", "submitted-changed.ipynb", "timeout.ipynb")
    (root / "source" / "ps1").mkdir(parents=True)
    for name in (*names, "test-with-output.ipynb", "data.txt"):
        shutil.copy(FILES / name, root / "source" / "ps1")
    compare_with_nbgrader(root, "ps1")


def test_a_managed_assignment_is_built_as_nbgrader_builds_it(root):
    folder = write_assignment(root)
    (folder / "data.csv").write_text("1,2\n")
    (folder / "variants").mkdir()
    (folder / "variants" / "wrong.py").write_text("secret = 1\n")
    with (root / "nbgrader_config.py").open("a") as file:
        file.write('c.CourseDirectory.ignore.extend(["variants", "assignment.toml"])\n')
    compare_with_nbgrader(root, "hw")
    assert set(tree_of(root / "release" / "hw")) == {"hw.ipynb", "data.csv"}


def test_release_and_solution(root):
    write_assignment(root)
    report = build(Course.load(root))
    released = read_notebook(root / "release/hw/hw.ipynb")
    text = "\n".join(cell.source for cell in released.cells)
    assert "# Hidden: the area of rectangles (2 points)" in text
    assert "area(3, 4)" not in text
    assert "negative" not in text
    assert "raise NotImplementedError()" in text
    solved = read_notebook(root / "solutions/hw/hw.ipynb")
    assert [cell.source for cell in solved.cells] == [cell["source"] for cell in CELLS]
    assert [path.as_posix() for path in report.assignments[0].written] == [
        "release/hw/hw.ipynb",
        "solutions/hw/hw.ipynb",
    ]
    assert report.assignments[0].warnings == ()


def test_two_notebooks_of_an_assignment_share_no_ids(root):
    folder = write_assignment(root)
    toml = TOML.replace("points = 3", "points = 6")
    assert toml != TOML
    (folder / "assignment.toml").write_text(toml)
    shutil.copy(folder / "hw.ipynb", folder / "second.ipynb")
    with pytest.raises(SourceError, match=r"second\.ipynb: the id '\w+' is that of a cell in hw"):
        build(Course.load(root))
    (folder / "assignment.toml").unlink()
    assert build(Course.load(root)).assignments  # nbgrader's own courses may


def test_only_what_changed_is_written(root):
    write_assignment(root)
    course = Course.load(root)
    build(course)
    before = {p: p.stat().st_mtime_ns for p in root.rglob("*.ipynb")}
    again = build(course).assignments[0]
    assert (again.written, again.removed, again.unchanged) == ((), (), 2)
    assert before == {p: p.stat().st_mtime_ns for p in root.rglob("*.ipynb")}
    write_assignment(root, *CELLS, cell("plain", "The end.", cell_type="markdown"))
    assert len(build(course).assignments[0].written) == 2


def test_what_authors_need_is_not_released(root):
    folder = write_assignment(
        root,
        toml=f"""{TOML}
[[assets]]
name = "big"
path = "data/big"
licence = "MIT"
hub = {{ repo = "a/b", file = "x.bin" }}
files = {{ "x.bin" = "{"0" * 64}" }}
""",
    )
    for name in ("variants/right/a.py", "submissions/b.py", "data/big/x.bin", "data/small.csv",
                 "__pycache__/c.pyc", "figure.png"):  # fmt: skip
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    build(Course.load(root))
    for step in ("release", "solutions"):
        assert set(tree_of(root / step / "hw")) == {"hw.ipynb", "data/small.csv", "figure.png"}


@pytest.mark.parametrize("toml", [TOML, None])
@pytest.mark.parametrize("place", ["course [2026]", "course * ?"])
def test_signs_of_patterns_in_the_path_release_nothing_more(root, place, toml):
    root = root.rename(root.with_name(place))
    folder = write_assignment(root, toml=toml)
    for name in ("variants/right/a.py", "submissions/b.py", ".ipynb_checkpoints/c.txt", "d.pyc"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    build(Course.load(root))
    assert set(tree_of(root / "release" / "hw")) == {"hw.ipynb"}


def test_a_backup_of_the_notebook_is_not_released(root):
    folder = write_assignment(root)
    source = next(folder.glob("*.ipynb"))
    source.with_suffix(".ipynb.orig").write_bytes(source.read_bytes())
    with pytest.raises(SourceError, match=r"hw/hw.ipynb.orig: it would be released"):
        build(Course.load(root))
    assert not (root / "release" / "hw").exists()


def test_a_large_file_has_to_be_an_asset(root):
    folder = write_assignment(root)
    with (folder / "model.bin").open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    with pytest.raises(SourceError, match=r"model\.bin") as caught:
        build(Course.load(root))
    assert "[[assets]]" in caught.value.hint


def test_stale_files_are_removed_and_foreign_files_stay(root):
    folder = write_assignment(root)
    (folder / "old.csv").write_text("1")
    course = Course.load(root)
    build(course)
    (folder / "old.csv").unlink()
    (root / "release/hw/by-hand.txt").write_text("mine")
    built = build(course).assignments[0]
    assert {path.as_posix() for path in built.removed} == {
        "release/hw/old.csv",
        "solutions/hw/old.csv",
    }
    assert (root / "release/hw/by-hand.txt").exists()
    assert any("by-hand.txt: not made by build" in warning for warning in built.warnings)


def test_a_made_file_that_was_edited_is_not_removed(root):
    folder = write_assignment(root)
    (folder / "old.csv").write_text("1")
    course = Course.load(root)
    build(course)
    (folder / "old.csv").unlink()
    (root / "release/hw/old.csv").write_text("edited")
    build(course)
    assert (root / "release/hw/old.csv").read_text() == "edited"


def test_a_removed_assignment_disappears(root):
    write_assignment(root)
    gone = write_assignment(root, name="gone")
    course = Course.load(root)
    build(course)
    shutil.rmtree(gone)
    build(course, ["hw"])
    assert (root / "release/gone").exists()
    build(course)
    assert not (root / "release/gone").exists()
    assert not (root / "solutions/gone").exists()
    assert (root / "release/hw/hw.ipynb").exists()


def test_what_a_removed_assignment_leaves_is_named_and_not_counted(root, capsys):
    write_assignment(root)
    gone = write_assignment(root, name="gone")
    assert main(["build", "--course", str(root)]) == 0
    shutil.rmtree(gone)
    capsys.readouterr()
    assert main(["build", "--course", str(root)]) == 0
    out = capsys.readouterr().out
    assert "gone  no longer in the source: 2 files removed" in out
    assert "removed release/gone/gone.ipynb" in out
    assert "removed solutions/gone/gone.ipynb" in out
    assert "1 assignment built" in out


@pytest.mark.parametrize("check", [False, True])
def test_a_source_folder_without_its_notebook_removes_nothing(root, check):
    write_assignment(root)
    folder = write_assignment(root, name="other")
    course = Course.load(root)
    build(course)
    before = tree_of(root / "release"), tree_of(root / "solutions")
    (folder / "other.ipynb").rename(folder / "other.txt")
    with pytest.raises(SourceError, match=r"source/other: holds no notebook, .*release/other"):
        build(course, check=check)
    assert (tree_of(root / "release"), tree_of(root / "solutions")) == before


def test_without_a_source_folder_nothing_is_removed(root, capsys):
    write_assignment(root)
    build(Course.load(root))
    before = tree_of(root / "release"), tree_of(root / "solutions")
    with (root / "nbgrader_config.py").open("a") as file:
        file.write("c.CourseDirectory.source_directory = 'src'\n")
    for options in ((), ("--check",)):
        assert main(["build", *options, "--course", str(root)]) == 3
        message = capsys.readouterr().err
        assert "line 5: CourseDirectory.source_directory: there is no source folder" in message
    assert (tree_of(root / "release"), tree_of(root / "solutions")) == before


def test_check_names_each_difference_and_writes_nothing(root):
    folder = write_assignment(root)
    (folder / "data.csv").write_text("1")
    course = Course.load(root)
    build(course)
    assert build(course, check=True).assignments[0].warnings == ()
    (root / "release/hw/hw.ipynb").write_text("{}")
    (root / "solutions/hw/data.csv").unlink()
    (root / "release/hw/extra.txt").write_text("x")
    (root / "release/other").mkdir()
    (root / "release/other/a.ipynb").write_text("x")
    before = tree_of(root)
    with pytest.raises(StaleError) as caught:
        build(course, check=True)
    assert caught.value.message.split("\n") == [
        "release/hw/extra.txt: extra",
        "release/hw/hw.ipynb: stale",
        "release/other/a.ipynb: extra",
        "solutions/hw/data.csv: missing",
    ]
    assert caught.value.hint == "Type: autograder build"
    assert tree_of(root) == before


def test_check_of_a_fresh_checkout(root):
    write_assignment(root)
    course = Course.load(root)
    build(course)
    shutil.rmtree(course.state_dir)
    build(course, check=True)
    assert not course.state_dir.exists()


def test_a_cell_that_is_no_python_is_named_before_anything_else(root):
    broken = ANSWER.replace("width * height", "width * height +")
    write_assignment(root, cell("answer", broken, "q1"), *CELLS[2:])
    with pytest.raises(SourceError, match=r"cell 1 \(q1\): it is no valid Python.*in line 5"):
        build(Course.load(root))
    assert not (root / "release" / "hw" / "hw.ipynb").exists()


def test_other_languages_are_not_read_as_python(root):
    write_assignment(root, cell("readonly", "x <- c(1, 2", "r"), toml=None)
    path = root / "source" / "hw" / "hw.ipynb"
    notebook = json.loads(path.read_text())
    notebook["metadata"]["kernelspec"] = {"name": "ir", "display_name": "R", "language": "R"}
    path.write_text(json.dumps(notebook))
    (built,) = build(Course.load(root)).assignments
    assert "no valid Python" not in str(built.warnings)


def test_an_assignment_without_graded_cells_is_remarked(root):
    write_assignment(root, cell("plain", "x = 1"), toml=None)
    (built,) = build(Course.load(root)).assignments
    assert any("no cell is graded" in text for text in built.warnings)


def test_one_broken_assignment_does_not_stop_the_others(root):
    broken = (cell("answer", "### BEGIN SOLUTION", "q1"),)
    for name in ("a", "c"):
        write_assignment(root, *broken, name=name, toml=None)
    write_assignment(root, name="b")
    done = []
    with pytest.raises(SourceError) as caught:
        build(Course.load(root), done=lambda built: done.append(built.name))
    assert "a/a.ipynb, cell 1 (q1)" in caught.value.message
    assert "c/c.ipynb, cell 1 (q1)" in caught.value.message
    assert str(caught.value).count("\n  ") == 2, "each has a hint of its own"
    assert done == ["b"]
    assert (root / "release/b/b.ipynb").exists()
    assert not (root / "release/a").exists()


def test_an_assignment_that_became_broken_keeps_its_release(root):
    write_assignment(root)
    course = Course.load(root)
    build(course)
    before = tree_of(root / "release")
    write_assignment(root, *CELLS, cell("answer", "### BEGIN SOLUTION", "q2"))
    with pytest.raises(SourceError):
        build(course)
    assert tree_of(root / "release") == before


def test_unknown_assignment(root):
    write_assignment(root)
    with pytest.raises(UsageError, match="no assignment 'hv'"):
        build(Course.load(root), ["hv"])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("c.ClearSolutions.code_stubs = {}", "line 5: ClearSolutions.code_stubs"),
        ("c.LockCells.lock_all_cells = 'x'", "line 5: LockCells.lock_all_cells"),
        ("c.IncludeHeaderFooter.header = 'no.ipynb'", "line 5: IncludeHeaderFooter.header"),
        ("c.GenerateAssignment.prepocessors = []", "line 5: GenerateAssignment.prepocessors"),
    ],
)
def test_wrong_nbgrader_configuration(root, line, message):
    write_assignment(root)
    with (root / "nbgrader_config.py").open("a") as file:
        file.write(line)
    with pytest.raises(ConfigError) as caught:
        build(Course.load(root))
    assert message in caught.value.message


def test_nbgrader_configuration_is_used(root):
    write_assignment(root)
    with (root / "nbgrader_config.py").open("a") as file:
        file.write('c.ClearSolutions.code_stub = {"python": "pass  # yours"}\n')
        file.write('c.NbGrader.logfile = ""\n')
    build(Course.load(root))
    assert "    pass  # yours" in read_notebook(root / "release/hw/hw.ipynb").cells[1].source


def test_a_test_that_cannot_be_generated_is_named(root):
    shutil.copy(DOCS / "autotests.yml", root)
    source = "### AUTOTEST undefined_name"
    write_assignment(root, cell("test", source, "t", 1), toml=None)
    path = root / "source/hw/hw.ipynb"
    notebook = read_notebook(path)
    notebook.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    path.write_bytes(notebook_bytes(notebook))
    with pytest.raises(SourceError, match=r"InstantiateTests: .*undefined_name"):
        build(Course.load(root))
    kernels = children()
    assert kernels == []


def test_a_step_may_not_bypass_the_leak_check(root):
    """A course may configure the steps; whatever they are, no mark is left in a release."""
    write_assignment(root)
    with (root / "nbgrader_config.py").open("a") as file:
        file.write("c.ClearHiddenTests.enabled = False\n")
    with pytest.raises(SourceError, match="BEGIN HIDDEN TESTS is still in the release"):
        build(Course.load(root))
    assert not (root / "release").exists()


def test_building_is_quick(root):
    for number in range(10):
        write_assignment(root, name=f"hw{number}")
    # Generous: 10 assignments take 0.3 s on an idle machine.
    assert build_module.build(Course.load(root)).seconds < 5


def test_releases_are_for_everybody_whatever_the_umask(root):
    write_assignment(root)
    with umask(0o077):
        build(Course.load(root))
    built = [path for name in ("release", "solutions") for path in (root / name).rglob("*.ipynb")]
    assert len(built) == 2
    assert {path.stat().st_mode & 0o777 for path in built} == {0o644}
    assert {path.parent.stat().st_mode & 0o777 for path in built} == {0o755}


def test_the_state_folder_is_private(root):
    write_assignment(root)
    with umask(0o022):
        build(Course.load(root))
    assert (root / ".autograder").stat().st_mode & 0o777 == 0o700
