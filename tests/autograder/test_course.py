"""Finding a course and reading its nbgrader_config.py."""

import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course import AUTHORS_ONLY, Course
from autograder.errors import ConfigError, UsageError
from autograder.main import main
from autograder.settings import Autograder, CourseDirectory


def make(root: Path, config: str = "", *, assignments: tuple[str, ...] = ()) -> Path:
    root.mkdir(parents=True, exist_ok=True)
    (root / "nbgrader_config.py").write_text(f"c = get_config()\n{config}\n")
    for name in assignments:
        folder = root / "source" / name
        folder.mkdir(parents=True)
        (folder / f"{name}.ipynb").write_text("{}")
    return root


def test_defaults(tmp_path):
    course = Course.load(make(tmp_path / "course"))
    root = tmp_path / "course"
    assert course.root == root
    assert course.source_dir == root / "source"
    assert course.release_dir == root / "release"
    assert course.solutions_dir == root / "solutions"
    assert course.submitted_dir == root / "submitted"
    assert course.state_dir == root / ".autograder"
    assert course.db_url == f"sqlite:///{root}/.autograder/gradebook.db"
    assert course.max_notebook_bytes == 200_000_000


def test_found_from_a_folder_below(tmp_path, monkeypatch):
    root = make(tmp_path / "course", assignments=("ps1",))
    assert Course.load(root / "source" / "ps1").root == root
    monkeypatch.chdir(root / "source")
    assert Course.load().root == root


def test_no_course(tmp_path):
    with pytest.raises(UsageError, match="not in a course") as caught:
        Course.load(tmp_path)
    assert "autograder init" in caught.value.hint


def test_values_of_the_file(tmp_path):
    config = """
c.CourseDirectory.course_id = "cs1 "
c.CourseDirectory.source_directory = "src"
c.CourseDirectory.solution_directory = "answers"
c.CourseDirectory.ignore.append("*.tmp")
c.Autograder.db_url = "postgresql://db/grades"
c.Autograder.max_notebook_mb = 5
"""
    course = Course.load(make(tmp_path, config))
    assert course.course_id == "cs1"
    assert course.source_folder("ps1") == tmp_path / "src" / "ps1"
    assert course.solution_folder("ps1") == tmp_path / "answers" / "ps1"
    assert "*.tmp" in course.ignore
    assert "*.pyc" in course.ignore
    assert course.db_url == "postgresql://db/grades"
    assert course.max_notebook_bytes == 5_000_000


def test_outdated_sections_are_honoured(tmp_path):
    course = Course.load(make(tmp_path, 'c.NbGrader.course_id = "old"\nc.NbGrader.ignore = ["x"]'))
    assert course.course_id == "old"
    assert course.ignore == ("x",)


def test_other_folder_structure(tmp_path):
    structure = "{nbgrader_step}/{assignment_id}/{student_id}/{assignment_id}"
    root = make(tmp_path, f'c.CourseDirectory.directory_structure = "{structure}"')
    course = Course.load(root)
    assert course.submissions_folder("ps1") == root / "submitted/ps1"


def test_students_apart_have_no_common_folder(tmp_path):
    structure = "{student_id}/{nbgrader_step}/{assignment_id}"
    root = make(tmp_path, f'c.CourseDirectory.directory_structure = "{structure}"')
    with pytest.raises(UsageError, match="do not lie side by side"):
        Course.load(root).submissions_folder("ps1")


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("sqlite:///grades.db", "sqlite:///{root}/grades.db"),
        ("sqlite+pysqlite:///below/grades.db", "sqlite+pysqlite:///{root}/below/grades.db"),
        ("sqlite:////srv/grades.db", "sqlite:////srv/grades.db"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("sqlite:///file:grades?uri=true", "sqlite:///file:grades?uri=true"),
        ("postgresql:///grades", "postgresql:///grades"),
    ],
)
def test_a_relative_database_is_the_same_from_every_folder(tmp_path, monkeypatch, url, found):
    root = make(tmp_path / "course", f'c.Autograder.db_url = "{url}"')
    (root / "source").mkdir(exist_ok=True)
    for folder in (root, root / "source", tmp_path):
        monkeypatch.chdir(folder)
        assert Course.load(root).db_url == found.format(root=root)


@pytest.mark.parametrize("name", ["What is ML?", "a%20b", "100%", "a#b", "Größe+1"])
@pytest.mark.parametrize("line", ["", 'c.Autograder.db_url = "sqlite:///.autograder/gradebook.db"'])
def test_the_gradebook_is_in_the_course_whatever_its_folder_is_called(tmp_path, name, line):
    root = make(tmp_path / name, line)
    assert main(["students", "--list", "--course", str(root)]) == 0
    assert (root / ".autograder" / "gradebook.db").is_file()
    assert list(tmp_path.iterdir()) == [root]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("c.CourseDirectory.course_idd = 'x'", "line 2: CourseDirectory.course_idd"),
        ("c.CourseDirectory['source'] = 'x'", "line 2: CourseDirectory.source"),
        ("c.CourseDirectory.course_id = 7", "line 2: CourseDirectory.course_id"),
        ("c.CourseDirectory.ignore = 7", "line 2: CourseDirectory.ignore"),
        ("c.Autograder.max_notebook_mb = 0", "line 2: Autograder.max_notebook_mb"),
        ("c.CourseDirectory.root = 'nowhere'", "line 2: CourseDirectory.root: there is no folder"),
        (
            "c.CourseDirectory.directory_structure = 'x/{assignment_id}'",
            "line 2: CourseDirectory.directory_structure",
        ),
        (
            "c.CourseDirectory.directory_structure = '{nbgrader_step}/{oops}'",
            "line 2: CourseDirectory.directory_structure",
        ),
        ("c.ClearHiddenTests.begin_test_delimeter = 'GEHEIM'", "line 2: ClearHiddenTests.begin"),
        ("c.CourseDirectory.course_id = = 1", "line 2: invalid syntax"),
        ("c.CourseDirectory.course_id = undefined", "line 2: NameError"),
        ("raise SystemExit(3)", "line 2: SystemExit"),
    ],
)
def test_wrong_configuration(tmp_path, line, message):
    with pytest.raises(ConfigError) as caught:
        Course.load(make(tmp_path, line))
    assert str(tmp_path / "nbgrader_config.py") in caught.value.message
    assert message in caught.value.message


def test_meant_and_allowed_names_are_in_the_hint(tmp_path):
    with pytest.raises(ConfigError) as caught:
        Course.load(make(tmp_path, "c.CourseDirectory.solutions_directory = 'x'"))
    assert "Did you mean 'solution_directory'?" in caught.value.hint
    assert "release_directory" in caught.value.hint


def test_assignments_in_natural_order(tmp_path):
    root = make(tmp_path, assignments=("week10", "week9", "attention"))
    (root / "source" / "empty").mkdir()
    (root / "source" / "header.ipynb").write_text("{}")
    assert Course.load(root).assignments() == ["attention", "week9", "week10"]


def test_a_course_without_its_source_folder_is_no_course_without_assignments(tmp_path):
    root = make(tmp_path)
    with pytest.raises(ConfigError, match="there is no source folder"):
        Course.load(root).assignments()
    (root / "source").mkdir()
    assert Course.load(root).assignments() == []


@pytest.mark.parametrize("name", ["atention", "../attention", "", "/etc", "."])
def test_unknown_assignment(tmp_path, name):
    course = Course.load(make(tmp_path, assignments=("attention",)))
    with pytest.raises(UsageError, match="no assignment") as caught:
        course.assignment(name)
    assert "attention" in caught.value.hint


def test_the_traits_are_those_of_nbgrader():
    from nbgrader.coursedir import CourseDirectory as Original

    ours, theirs = CourseDirectory(), Original()
    names = set(Original.class_trait_names(config=True))
    assert set(CourseDirectory.class_trait_names(config=True)) == names
    for name in names:
        assert type(ours.traits()[name]) is type(theirs.traits()[name]), name
    computed = {"root", "db_url", "solution_directory"}
    assert {n: getattr(ours, n) for n in names - computed} == {
        n: getattr(theirs, n) for n in names - computed
    }


def test_loading_a_course_does_not_import_nbgrader(tmp_path):
    root = make(tmp_path)
    code = (
        "import sys; from autograder.course import Course; Course.load(sys.argv[1]);"
        "sys.exit(any(m in sys.modules for m in ('nbgrader', 'nbconvert', 'rfc3987_syntax')))"
    )
    assert subprocess.run([sys.executable, "-c", code, str(root)], check=False).returncode == 0


def test_settings_are_documented():
    text = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text("utf-8")
    for name in Autograder.class_own_traits(config=True):
        assert f"| `{name}` |" in text


def test_the_course_of_this_repository():
    course = Course.load(Path(__file__))
    assert course.course_id == "advanced-ml"
    assert course.solutions_dir.name == "solutions"
    assert set(AUTHORS_ONLY) <= set(course.ignore)
