"""Working folders of commands: one each, private, and gone with the command."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.errors import StorageError
from autograder.staging import staging
from tests.permissions import umask

KILLED = """
import os, signal, sys
from autograder.course import Course
from autograder.staging import staging
with staging(Course.load(sys.argv[1]), "grade") as folder:
    (folder / "hidden-tests").write_text("x")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def course(tmp_path: Path) -> Course:
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    return Course.load(tmp_path)


def folders(course: Course) -> list[Path]:
    return [path for path in (course.state_dir / "staging").iterdir() if path.is_dir()]


def test_two_commands_do_not_touch_each_other_s_files(course: Course) -> None:
    with staging(course, "grade") as first:
        (first / "release").mkdir()
        with staging(course, "grade") as second:
            assert second != first
            assert (first / "release").is_dir()
        assert folders(course) == [first]
    assert folders(course) == []


def test_what_a_killed_command_left_is_removed_by_the_next(course: Course) -> None:
    with staging(course, "check") as running:
        done = subprocess.run([sys.executable, "-c", KILLED, str(course.root)], check=False)
        assert done.returncode == -signal.SIGKILL
        (left,) = set(folders(course)) - {running}
        assert (left / "hidden-tests").is_file()
        with staging(course, "grade") as next_one:
            assert set(folders(course)) == {running, next_one}


def test_it_is_gone_after_an_error(course: Course) -> None:
    def fail() -> None:
        with staging(course, "grade"):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert folders(course) == []


def test_nobody_else_can_read_what_lies_in_it(course: Course) -> None:
    with umask(0), staging(course, "grade"):
        assert course.state_dir.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_made_is_a_sentence(course: Course) -> None:
    course.state_dir.write_text("in the way")
    with pytest.raises(StorageError, match="cannot be made"), staging(course, "grade"):
        pass
