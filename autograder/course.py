"""A course: where its folders are, and what `nbgrader_config.py` says.

Only the course's own configuration file counts, not the ones in a user's home as with
nbgrader, so that a course builds and grades the same for everybody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from traitlets.config import Config

from autograder.assignment import Assignment, read_late
from autograder.errors import StorageError, UsageError
from autograder.late import LatePolicy
from autograder.settings import Autograder, CourseDirectory, Settings
from autograder.suggest import did_you_mean
from autograder.toml_table import Table

CONFIG_NAME = "nbgrader_config.py"
STATE_NAME = ".autograder"
AUTHORS_ONLY = ("variants", "submissions", "assignment.toml")
"""Names in an assignment's folder that never reach a release."""


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
    late: LatePolicy
    settings: Settings = field(repr=False, compare=False)

    @property
    def nbgrader_config(self) -> Config:
        """Everything `nbgrader_config.py` sets, for nbgrader's own classes."""
        return self.settings.config

    def timezone(self) -> ZoneInfo | None:
        """The zone of the course, `c.Exchange.timezone`; None if it names none.

        nbgrader's collection writes times in it, and so do pages.

        Raises:
            ConfigError: `c.Exchange.timezone` is no time zone.
        """
        name = self.nbgrader_config.get("Exchange", {}).get("timezone")
        if name is None:
            return None
        try:
            return ZoneInfo(name)
        except (TypeError, ValueError, OSError, ZoneInfoNotFoundError):
            what = f"{name!r} is no time zone"
            hint = "Name a region and a city, e.g. 'Europe/Berlin', or 'UTC'."
            raise self.settings.error("Exchange", "timezone", what, hint) from None

    def now(self) -> datetime:
        """The present time, in the zone in which people read times: the course's, or else UTC.

        Raises:
            ConfigError: as `timezone`.
        """
        return datetime.now(self.timezone() or UTC)

    @classmethod
    def load(cls, path: Path | str | None = None) -> Course:
        """The course that `path` (by default the working directory) is in.

        Raises:
            UsageError: neither the folder nor a parent holds an `nbgrader_config.py`.
            ConfigError: that file has an unknown key, a wrong value or a Python error.
        """
        settings = Settings(_find_config(Path.cwd() if path is None else Path(path)))
        own, folders = settings.instance(Autograder), settings.instance(CourseDirectory)
        settings.check_delimiters()
        settings.check_structure(folders.directory_structure)
        root = (settings.file.parent / folders.root).resolve()
        if not root.is_dir():
            raise settings.error("CourseDirectory", "root", f"there is no folder {root}")
        state = root / STATE_NAME
        return cls(
            root=root,
            course_id=folders.course_id.strip(),
            source_dir=root / folders.source_directory,
            release_dir=root / folders.release_directory,
            solutions_dir=root / folders.solution_directory,
            submitted_dir=root / folders.submitted_directory,
            state_dir=state,
            db_url=_below(root, own.db_url) or sqlite_url(state / "gradebook.db"),
            directory_structure=folders.directory_structure,
            ignore=tuple(folders.ignore),
            include=tuple(folders.include),
            max_notebook_bytes=own.max_notebook_mb * 1_000_000,
            late=read_late(Table(settings.file, dict(own.late), "c.Autograder.late")),
            settings=settings,
        )

    def make_state_dir(self) -> Path:
        """`state_dir`, made if need be for this user alone: it holds scores and hidden tests.

        Raises:
            StorageError: it cannot be made.
        """
        try:
            self.state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as problem:
            message = f"{self.state_dir}: cannot be made: {problem.strerror or problem}"
            hint = "Check the folder's owner and the free space."
            raise StorageError(message, hint=hint) from None
        return self.state_dir

    def assignments(self) -> list[str]:
        """Names of the assignments: folders in the source folder that hold a notebook.

        Raises:
            ConfigError: there is no source folder, which is no course without assignments.
        """
        parent = self.source_folder("any").parent
        if not parent.is_dir():
            message = f"there is no source folder {parent}"
            hint = "Make the folder, or name the one that holds the assignments."
            raise self.settings.error("CourseDirectory", "source_directory", message, hint)
        found = [
            folder.name
            for folder in parent.iterdir()
            if _is_plain(folder.name) and any(folder.glob("*.ipynb"))
        ]
        return sorted(found, key=_natural)

    def assignment(self, name: str) -> Assignment:
        """The assignment called `name`.

        Raises:
            UsageError: there is none of that name.
            ConfigError: its `assignment.toml` is wrong; there is no source folder.
            SourceError: one of its notebooks cannot be read.
        """
        names = self.assignments()
        if name not in names:
            folder = self.source_folder(name if _is_plain(name) else "<name>")
            message = f"no assignment {name!r}: {folder} holds no notebook"
            raise UsageError(message, hint=did_you_mean(name, names) if names else "")
        return Assignment.load(self.source_folder(name), late=self.late)

    def source_folder(self, assignment: str) -> Path:
        """Where the instructor's version of `assignment` lies."""
        return self._folder(self.source_dir, assignment)

    def release_folder(self, assignment: str) -> Path:
        """Where the students' version of `assignment` is built."""
        return self._folder(self.release_dir, assignment)

    def solution_folder(self, assignment: str) -> Path:
        """Where the worked solution of `assignment` is built."""
        return self._folder(self.solutions_dir, assignment)

    def submissions_folder(self, assignment: str) -> Path:
        """The folder with a folder for each student, which holds their `assignment`.

        Raises:
            UsageError: by the course's structure there is no such folder.
        """
        if not self.directory_structure.endswith("{student_id}/{assignment_id}"):
            message = f"students' folders do not lie side by side: {self.directory_structure}"
            raise UsageError(message, hint="Name a folder: --submissions DIR")
        return self._folder(self.submitted_dir, assignment).parent

    def _folder(self, step: Path, assignment: str) -> Path:
        name = step.relative_to(self.root) if step.is_relative_to(self.root) else step
        parts = {"nbgrader_step": name, "student_id": ".", "assignment_id": assignment}
        return self.root / self.directory_structure.format(**parts)


def sqlite_url(file: Path) -> str:
    """The SQLAlchemy URL of an SQLite file.

    >>> sqlite_url(Path("/srv/What is ML?/100%/grades.db"))
    'sqlite:////srv/What is ML%3F/100%25/grades.db'
    """
    return f"sqlite:///{_in_url(file)}"


def _in_url(path: Path) -> str:
    """`path` with nothing in it that SQLAlchemy takes for a query or for an escape."""
    return str(path).replace("%", "%25").replace("?", "%3F")


def _below(root: Path, url: str) -> str:
    """`url` with a relative SQLite file made one of the course: the same from every folder."""
    driver, mark, file = url.partition(":///")
    named = driver.partition("+")[0] == "sqlite" and file and not file.startswith((":", "file:"))
    # Of the URL only the course's folder is a path; the rest is a URL, as it was written.
    return f"{driver}{mark}{Path(_in_url(root)) / file}" if named else url


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
