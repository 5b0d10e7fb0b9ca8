"""Read `nbgrader_config.py` as nbgrader does, but strictly.

The file is Python that fills a traitlets `Config`. nbgrader ignores names it does not know
and stops with a traceback at a wrong value; here each is a `ConfigError` that names the file,
the line where it can be found, the setting and what is allowed.
"""

from __future__ import annotations

import re
import sys
import traceback
from pathlib import Path

from traitlets import Bool, Dict, Integer, List, TraitError, Unicode
from traitlets.config import Config, Configurable
from traitlets.config.loader import LazyConfigValue, PyFileConfigLoader

from autograder.errors import ConfigError
from autograder.suggest import did_you_mean

_PYTHON = "The file is Python; a setting is a line such as: c.CourseDirectory.course_id = 'x'"


_DELIMITERS = (
    ("ClearSolutions", "begin_solution_delimeter", "BEGIN SOLUTION"),
    ("ClearSolutions", "end_solution_delimeter", "END SOLUTION"),
    ("ClearHiddenTests", "begin_test_delimeter", "BEGIN HIDDEN TESTS"),
    ("ClearHiddenTests", "end_test_delimeter", "END HIDDEN TESTS"),
    ("ClearMarkScheme", "begin_mark_scheme_delimeter", "BEGIN MARK SCHEME"),
    ("ClearMarkScheme", "end_mark_scheme_delimeter", "END MARK SCHEME"),
)


class CourseDirectory(Configurable):  # type: ignore[misc]  # traitlets is untyped
    """The traits of nbgrader's class of this name; only the solution folder's default differs.

    nbgrader's own class is not used because importing it loads all of nbgrader, half a
    second and more. A test compares names, types and defaults.
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
    late = Dict(key_trait=Unicode()).tag(config=True)
    """What is taken off for late submissions, as in `[late]` of an `assignment.toml`."""


class Settings:
    """The content of one configuration file.

    Raises:
        ConfigError: the file cannot be executed.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self.config = _execute(file)
        _move_outdated(self.config)
        self._lines = file.read_text("utf-8", errors="replace").splitlines()

    def error(self, section: str, key: str, what: str, hint: str = "") -> ConfigError:
        """An error about one setting; the last line that mentions it is named."""
        pattern = re.compile(rf"\b{section}\s*(\.\s*{key}\b|\[\s*['\"]{key}['\"])")
        found = [n for n, line in enumerate(self._lines, 1) if pattern.search(line.split("#")[0])]
        where = f"{self.file}, line {found[-1]}" if found else str(self.file)
        return ConfigError(f"{where}: {section}.{key}: {what}", hint=hint)

    def instance(self, section: type[Configurable]) -> Configurable:
        """`section`, filled.

        Raises:
            ConfigError: a key that the section does not have, or a value that it refuses.
        """
        self.check(section)
        name = section.__name__
        return section(config=Config({name: self.config.get(name, {})}))

    def check(self, section: type[Configurable]) -> None:
        """Check keys and values of one section; see `instance`."""
        name = section.__name__
        values = self.config.get(name, {})
        allowed = section.class_trait_names(config=True)
        for key in values:
            if key not in allowed:
                raise self.error(name, key, "there is no such setting.", did_you_mean(key, allowed))
            # `c.Autograder.late.days = 3` sets nothing, and says nothing.
            if isinstance(values[key], LazyConfigValue):
                parts = [part for part in vars(values[key]) if not part.startswith("_")]
                if parts:
                    what = f"{', '.join(parts)} cannot be set alone"
                    raise self.error(name, key, what, f"Set the whole: c.{name}.{key} = …")
            try:
                section(config=Config({name: {key: values[key]}}))
            except TraitError as problem:
                raise self.error(name, key, str(problem)) from None

    def check_delimiters(self) -> None:
        """The examination knows hidden tests by nbgrader's own marks.

        With other marks it would take a hidden test for a visible one and show it to students.
        """
        for section, key, standard in _DELIMITERS:
            value = self.marks()[standard]
            if value not in (standard, f"### {standard}"):
                what = f"{value!r} is not supported."
                raise self.error(section, key, what, f"Allowed: {standard!r}, nbgrader's own.")

    def marks(self) -> dict[str, str]:
        """What begins and ends regions, by nbgrader's own mark: that, or with `###` before it."""
        return {
            standard: self.config.get(section, {}).get(key, standard)
            for section, key, standard in _DELIMITERS
        }

    def check_structure(self, structure: str) -> None:
        """The folder of an assignment has to be called like the assignment."""
        needed = ("{nbgrader_step}", "{student_id}", "{assignment_id}")
        try:
            path = structure.format(nbgrader_step="s", student_id=".", assignment_id="a")
        except (KeyError, IndexError, ValueError):
            path = ""
        if Path(path).name != "a" or not all(part in structure for part in needed):
            what = f"{structure!r} is not supported."
            hint = f"Allowed: a path of {', '.join(needed)} that ends in the last."
            raise self.error("CourseDirectory", "directory_structure", what, hint)


def _execute(file: Path) -> Config:
    try:
        return PyFileConfigLoader(file.name, path=str(file.parent)).load_config()
    except SyntaxError as problem:
        message = f"{problem.filename or file}, line {problem.lineno}: {problem.msg}"
        raise ConfigError(message, hint=_PYTHON) from None
    except (Exception, SystemExit) as problem:  # noqa: BLE001  # whatever the author's code raises
        frames = traceback.extract_tb(sys.exc_info()[2])
        lines = [frame.lineno for frame in frames if frame.filename == str(file)]
        where = f"{file}, line {lines[-1]}" if lines else str(file)
        message = f"{where}: {type(problem).__name__}: {problem}"
        raise ConfigError(message, hint=_PYTHON) from None


_MOVED = (
    *("course_id", "db_url", "directory_structure", "ignore", "source_directory"),
    *("release_directory", "submitted_directory", "autograded_directory", "feedback_directory"),
    "solution_directory",
)


def _move_outdated(config: Config) -> None:
    """Settings that nbgrader once had elsewhere and honours (``nbgrader/apps/baseapp.py``)."""
    moves = [("NbGrader", key, key) for key in _MOVED]
    moves += [("NbGrader", "course_directory", "root"), ("Exchange", "course_id", "course_id")]
    for section, old, new in moves:
        if section in config and old in config[section]:
            config.CourseDirectory[new] = config[section].pop(old)
