"""A course: where its folders are, and what `nbgrader_config.py` says.

The file is read as nbgrader reads it (Python that fills a traitlets `Config`), but strictly:
an unknown key or a wrong value of the settings used here ends the command at its start.
Only the course's own file counts, not the ones in a user's home, so that a course builds and
grades the same for everybody. nbgrader itself is not imported: that takes most of a second.
"""

from __future__ import annotations

import re
import sys
import traceback
from dataclasses import dataclass, field
from pathlib import Path

from traitlets import Bool, Integer, List, TraitError, Unicode
from traitlets.config import Config, Configurable
from traitlets.config.loader import PyFileConfigLoader

from autograder.assignment import Assignment
from autograder.errors import ConfigError, UsageError
from autograder.suggest import did_you_mean

CONFIG_NAME = "nbgrader_config.py"
STATE_NAME = ".autograder"
AUTHORS_ONLY = ("variants", "submissions", "assignment.toml")
"""Names in an assignment's folder that never reach a release."""


class CourseDirectory(Configurable):  # type: ignore[misc]  # traitlets is untyped
    """The traits of nbgrader's class of this name; only the solution folder's default differs.

    A test compares names, types and defaults with nbgrader's.
    """

    course_id = Unicode("").tag(config=True)
    student_id = Unicode("*").tag(config=True)
    student_id_exclude = Unicode("").tag(config=True)
    assignment_id = Unicode("").tag(config=True)
    notebook_id = Unicode("*").tag(config=True)
    directory_structure = Unicode("{nbgrader_step}/{student_id}/{assignment_id}").tag(config=True)
    source_directory = Unicode("source").tag(config=True)
    release_directory = Unicode("release").tag(config=True)
    source_with_tests_directory = Unicode("source_with_tests").tag(config=True)
    submitted_directory = Unicode("submitted").tag(config=True)
    autograded_directory = Unicode("autograded").tag(config=True)
    feedback_directory = Unicode("feedback").tag(config=True)
    solution_directory = Unicode("solutions").tag(config=True)
    db_url = Unicode("").tag(config=True)
    root = Unicode("").tag(config=True)
    groupshared = Bool(False).tag(config=True)
    ignore = List([".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback"]).tag(config=True)
    include = List(["*"]).tag(config=True)
    max_file_size = Integer(100000).tag(config=True)
    max_dir_size = Integer(100000).tag(config=True)


class Autograder(Configurable):  # type: ignore[misc]  # traitlets is untyped
    """Settings that nbgrader does not have; it ignores the section."""

    db_url = Unicode("").tag(config=True)
    """SQLAlchemy URL of the gradebook; by default SQLite in `.autograder/gradebook.db`."""
    max_notebook_mb = Integer(200, min=1).tag(config=True)
    """Largest submitted notebook in MB, outputs included."""


@dataclass(frozen=True, kw_only=True)
class Course:
    """A course on disk. All paths are absolute."""

    root: Path
    course_id: str
    source_dir: Path
    release_dir: Path
    solutions_dir: Path
    submitted_dir: Path
    state_dir: Path
    db_url: str
    directory_structure: str
    ignore: tuple[str, ...]
    include: tuple[str, ...]
    max_notebook_bytes: int
    nbgrader_config: Config = field(repr=False, compare=False)

    @classmethod
    def load(cls, path: Path | str | None = None) -> Course:
        """The course that `path` (by default the working directory) is in.

        Raises:
            UsageError: neither the folder nor a parent holds an `nbgrader_config.py`.
            ConfigError: that file has an unknown key, a wrong value or a Python error.
        """
        file = _find_config(Path.cwd() if path is None else Path(path))
        config = _execute(file)
        _move_outdated(config)
        reader = _Settings(file)
        for section in (CourseDirectory, Autograder):
            reader.check_names(config, section)
        reader.check_delimiters(config)
        folders, own = reader.instance(config, CourseDirectory), reader.instance(config, Autograder)
        root = (file.parent / folders.root).resolve()
        if not root.is_dir():
            raise reader.error("CourseDirectory", "root", f"there is no folder {root}")
        reader.check_structure(folders.directory_structure)
        state = root / STATE_NAME
        return cls(
            root=root,
            course_id=folders.course_id.strip(),
            source_dir=root / folders.source_directory,
            release_dir=root / folders.release_directory,
            solutions_dir=root / folders.solution_directory,
            submitted_dir=root / folders.submitted_directory,
            state_dir=state,
            db_url=own.db_url or f"sqlite:///{state / 'gradebook.db'}",
            directory_structure=folders.directory_structure,
            ignore=tuple(folders.ignore),
            include=tuple(folders.include),
            max_notebook_bytes=own.max_notebook_mb * 1_000_000,
            nbgrader_config=config,
        )

    def assignments(self) -> list[str]:
        """Names of the assignments: folders in the source folder that hold a notebook."""
        parent = self.source_folder("any").parent
        found = [
            folder.name
            for folder in (parent.iterdir() if parent.is_dir() else ())
            if _is_plain(folder.name) and any(folder.glob("*.ipynb"))
        ]
        return sorted(found, key=_natural)

    def assignment(self, name: str) -> Assignment:
        """The assignment called `name`.

        Raises:
            UsageError: there is none of that name.
            ConfigError: its `assignment.toml` is wrong.
            SourceError: one of its notebooks cannot be read.
        """
        names = self.assignments()
        if name not in names:
            folder = self.source_folder(name if _is_plain(name) else "<name>")
            message = f"no assignment {name!r}: {folder} holds no notebook"
            raise UsageError(message, hint=did_you_mean(name, names) if names else "")
        return Assignment.load(self.source_folder(name))

    def source_folder(self, assignment: str) -> Path:
        """Where the instructor's version of `assignment` lies."""
        return self._folder(self.source_dir, assignment)

    def release_folder(self, assignment: str) -> Path:
        """Where the students' version of `assignment` is built."""
        return self._folder(self.release_dir, assignment)

    def solution_folder(self, assignment: str) -> Path:
        """Where the worked solution of `assignment` is built."""
        return self._folder(self.solutions_dir, assignment)

    def submitted_folder(self, student: str, assignment: str) -> Path:
        """Where the submission of `student` to `assignment` is expected.

        Raises:
            UsageError: a name that is no plain folder name.
        """
        for name in (student, assignment):
            if not _is_plain(name):
                message = f"{name!r} cannot be a student or an assignment"
                raise UsageError(message, hint="Names hold no '/', '+' or leading dot.")
        return self._folder(self.submitted_dir, assignment, student)

    def _folder(self, step: Path, assignment: str, student: str = ".") -> Path:
        name = step.relative_to(self.root) if step.is_relative_to(self.root) else step
        parts = {"nbgrader_step": name, "student_id": student, "assignment_id": assignment}
        return self.root / self.directory_structure.format(**parts)


def _natural(name: str) -> list[tuple[int, str]]:
    """Sort key that puts ``week10`` after ``week9``."""
    return [(int(p), "") if p.isdecimal() else (-1, p) for p in re.split(r"(\d+)", name) if p]


def _is_plain(name: str) -> bool:
    return bool(name) and not name.startswith(".") and not re.search(r"[/\\+\x00]", name)


def _find_config(start: Path) -> Path:
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / CONFIG_NAME).is_file():
            return folder / CONFIG_NAME
    message = f"{start} is not in a course: neither it nor a parent holds {CONFIG_NAME}"
    raise UsageError(message, hint="Go to the course, or make a new one: autograder init DIR")


def _execute(file: Path) -> Config:
    try:
        return PyFileConfigLoader(file.name, path=str(file.parent)).load_config()
    except SyntaxError as problem:
        message = f"{problem.filename or file}, line {problem.lineno}: {problem.msg}"
        raise ConfigError(message, hint="The file is Python: c.Section.key = value.") from None
    except (Exception, SystemExit) as problem:  # noqa: BLE001  # whatever the author's code raises
        frames = traceback.extract_tb(sys.exc_info()[2])
        lines = [frame.lineno for frame in frames if frame.filename == str(file)]
        where = f"{file}, line {lines[-1]}" if lines else str(file)
        message = f"{where}: {type(problem).__name__}: {problem}"
        raise ConfigError(message, hint="The file is Python: c.Section.key = value.") from None


_OUTDATED = ("course_id", "db_url", "source_directory", "release_directory", "submitted_directory")


def _move_outdated(config: Config) -> None:
    """Settings that nbgrader once had elsewhere and honours (``nbgrader/apps/baseapp.py``)."""
    moves = [("NbGrader", key, key) for key in (*_OUTDATED, "directory_structure", "ignore")]
    moves += [("NbGrader", "solution_directory", "solution_directory")]
    moves += [("NbGrader", "course_directory", "root"), ("Exchange", "course_id", "course_id")]
    for section, old, new in moves:
        if section in config and old in config[section]:
            config.CourseDirectory[new] = config[section].pop(old)


class _Settings:
    """Checks of one configuration file; every error names the file and, if found, the line."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.lines = file.read_text("utf-8", errors="replace").splitlines()

    def error(self, section: str, key: str, what: str, hint: str = "") -> ConfigError:
        pattern = re.compile(rf"\b{section}\s*(\.\s*{key}\b|\[\s*['\"]{key}['\"])")
        found = [n for n, line in enumerate(self.lines, 1) if pattern.search(line.split("#")[0])]
        where = f"{self.file}, line {found[-1]}" if found else str(self.file)
        return ConfigError(f"{where}: {section}.{key}: {what}", hint=hint)

    def check_names(self, config: Config, section: type[Configurable]) -> None:
        allowed = section.class_trait_names(config=True)
        for key in config.get(section.__name__, {}):
            if key not in allowed:
                hint = did_you_mean(key, allowed)
                raise self.error(section.__name__, key, "there is no such setting.", hint)

    def check_delimiters(self, config: Config) -> None:
        """The examination knows hidden tests by nbgrader's own marks.

        With other marks it would take a hidden test for a visible one and show it to students.
        """
        for section, key, standard in (
            ("ClearSolutions", "begin_solution_delimeter", "BEGIN SOLUTION"),
            ("ClearSolutions", "end_solution_delimeter", "END SOLUTION"),
            ("ClearHiddenTests", "begin_test_delimeter", "BEGIN HIDDEN TESTS"),
            ("ClearHiddenTests", "end_test_delimeter", "END HIDDEN TESTS"),
        ):
            value = config.get(section, {}).get(key, standard)
            if value not in (standard, f"### {standard}"):
                what = f"{value!r} is not supported"
                raise self.error(section, key, what, f"Allowed: {standard!r}, nbgrader's own.")

    def check_structure(self, structure: str) -> None:
        try:
            path = structure.format(nbgrader_step="s", student_id=".", assignment_id="a")
        except (KeyError, IndexError, ValueError) as problem:
            path, reason = "", f"{problem!r}"
        else:
            reason = "it has to end in {assignment_id}"
        needed = ("{nbgrader_step}", "{student_id}", "{assignment_id}")
        if Path(path).name != "a" or not all(part in structure for part in needed):
            hint = f"Allowed: a path made of {', '.join(needed)}."
            raise self.error("CourseDirectory", "directory_structure", reason, hint)

    def instance(self, config: Config, section: type[Configurable]) -> Configurable:
        """`section` filled from `config`; traitlets checks each value."""
        values = config.get(section.__name__, {})
        for key in values:
            try:
                section(config=Config({section.__name__: {key: values[key]}}))
            except TraitError as problem:
                raise self.error(section.__name__, key, str(problem)) from None
        return section(config=Config({section.__name__: values}))
