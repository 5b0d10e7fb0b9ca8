"""A new course works at once."""

import warnings

import pytest

from autograder.build import build
from autograder.cells import Role, describe
from autograder.course import Course
from autograder.errors import UsageError
from autograder.init import init, template
from autograder.main import main
from autograder.notebooks import read_notebook
from autograder.percent import read_percent


@pytest.fixture
def course(tmp_path):
    init(tmp_path / "cs 101")
    return Course.load(tmp_path / "cs 101")


def run_tests(source, answers):
    """Ids of the test cells of `source` that fail with `answers` in an ordinary interpreter."""
    namespace: dict = {}
    failed = set()
    for index, cell in enumerate(source.cells):
        info = describe(cell, index)
        text = answers.get(info.grade_id, cell.source) if info.role is Role.ANSWER else cell.source
        if not info.is_code:
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # the overflow under examination
            try:
                exec(text, namespace)
            except Exception:  # noqa: BLE001
                assert info.role is Role.TEST, info.grade_id
                failed.add(info.grade_id)
    return failed


def test_a_new_course_builds_without_a_warning(course):
    assert course.course_id == "cs-101"
    assert course.assignments() == ["softmax"]
    report = build(course)
    assert [built.warnings for built in report.assignments] == [()]
    assert (course.root / "release/softmax/softmax.ipynb").exists()
    build(course, check=True)


def test_the_example_follows_the_rules_for_assignments(course):
    assignment = course.assignment("softmax")
    assert assignment.managed
    assert (assignment.points, assignment.manual_points) == (10, 2)
    cells = read_notebook(assignment.notebooks[0]).cells
    assert sum("BEGIN HIDDEN TESTS" in cell.source for cell in cells) >= 2
    assert any(
        describe(cell).role is Role.TEST and "BEGIN HIDDEN TESTS" not in cell.source
        for cell in cells
    )


def test_solution_and_right_variant_pass(course):
    folder = course.source_folder("softmax")
    source = read_notebook(folder / "softmax.ipynb")
    assert run_tests(source, {}) == set()
    variants = list((folder / "variants/right").glob("*.py"))
    assert len(variants) == 1
    for path in variants:
        file = read_percent(path)
        assert file.header["route"]
        assert run_tests(source, file.answers) == set()


def test_wrong_variants_fail_where_they_say(course):
    folder = course.source_folder("softmax")
    source = read_notebook(folder / "softmax.ipynb")
    variants = list((folder / "variants/wrong").glob("*.py"))
    assert len(variants) == 2
    for path in variants:
        file = read_percent(path)
        assert run_tests(source, file.answers) == set(file.header["fails"].split()), path.name


def test_submissions_score_what_they_say(course):
    build(course)
    folder = course.source_folder("softmax")
    source = read_notebook(folder / "softmax.ipynb")
    release = read_notebook(course.release_folder("softmax") / "softmax.ipynb")
    untouched = {cell.metadata.nbgrader.grade_id: cell.source for cell in release.cells}
    points = {
        cell.metadata.nbgrader.grade_id: describe(cell).points
        for cell in source.cells
        if describe(cell).role is Role.TEST
    }
    for path in (folder / "submissions").glob("*.py"):
        file = read_percent(path)
        failed = run_tests(source, {**untouched, **file.answers})
        earned = sum(value for name, value in points.items() if name not in failed)
        assert file.score() == (earned, earned)


def test_the_submissions_were_made_from_the_release(course):
    build(course)
    release = read_notebook(course.release_folder("softmax") / "softmax.ipynb")
    students = sorted(path.name for path in course.submitted_dir.iterdir())
    assert len(students) == 2
    for student in students:
        path = course.submitted_dir / student / "softmax" / "softmax.ipynb"
        submitted = read_notebook(path)
        assert len(submitted.cells) == len(release.cells)
        changed = {
            describe(theirs).role
            for theirs, ours in zip(submitted.cells, release.cells, strict=True)
            if theirs != ours
        }
        assert changed <= {Role.ANSWER, Role.MANUAL}
        assert Role.ANSWER in changed


def test_nothing_is_overwritten(tmp_path):
    (tmp_path / "README.md").write_text("mine")
    with pytest.raises(UsageError, match=r"has README\.md already; nothing was written"):
        init(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]


def test_other_files_do_not_matter(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    assert len(init(tmp_path)) == len(dict(template()))


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="is a file"):
        init(tmp_path / "file")


def test_what_to_type_next_can_be_typed(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["init", "my course"]) == 0
    assert "Next: cd 'my course' && autograder build" in capsys.readouterr().out


def test_a_course_twice(course):
    with pytest.raises(UsageError, match="nothing was written"):
        init(course.root)


def test_personal_data_are_not_committed(course):
    ignored = (course.root / ".gitignore").read_text().split("\n")
    assert "/submitted/" in ignored
    assert ".autograder/" in ignored
