"""One assignment: its `assignment.toml`, its notebooks and the points they hold.

An assignment without `assignment.toml` (an existing nbgrader course) has the defaults.
"""

from __future__ import annotations

import datetime as dt
import keyword
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import partial
from pathlib import Path
from typing import Any

from autograder.asset_spec import Asset, read_assets
from autograder.cells import CellInfo, Role, describe
from autograder.check_settings import CheckSettings, read_check
from autograder.errors import ConfigError, SourceError
from autograder.examine.template import GRADED
from autograder.late import LatePolicy
from autograder.notebooks import read_notebook
from autograder.toml_table import Table
from gpu_runner.limits import Limits

TOML_NAME = "assignment.toml"
HIDDEN_VERDICTS = ("always", "after_due", "on_release")

_KEYS = (
    *("title", "week", "module", "lecture", "objectives", "hours", "points", "manual_points"),
    *("due", "late", "run", "limits", "feedback", "assets", "calibration", "check", "checked"),
)
_MB = 1 << 20
_LIMITS = {
    "cell_seconds": ("cell_seconds", 1),
    "submission_seconds": ("submission_seconds", 1),
    "start_seconds": ("start_seconds", 1),
    "cpus": ("cpus", 1),
    "memory_mb": ("memory_bytes", _MB),
    "processes": ("pids", 1),
    "file_mb": ("file_bytes", _MB),
    "scratch_mb": ("scratch_bytes", _MB),
    "output_mb": ("output_bytes", _MB),
}
"""Key in the file -> field of `Limits` and the factor between them."""


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """An assignment as its author wrote it."""

    name: str
    folder: Path
    notebooks: tuple[Path, ...]
    """Its notebooks, sorted by name. Assignments of this project have one."""
    managed: bool
    """Whether it has an `assignment.toml`, and so follows all authoring rules."""
    title: str
    week: int | None = None
    module: str = ""
    lecture: tuple[str, ...] = ()
    objectives: tuple[str, ...] = ()
    hours: float = 0.0
    points: float = 0.0
    """Points that test cells give."""
    manual_points: float = 0.0
    """Points that a person gives: manually graded answers and tasks."""
    due: dt.datetime | None = None
    """Aware."""
    late: LatePolicy = field(default_factory=LatePolicy)
    """What is taken off after it."""
    modules: tuple[str, ...] = ()
    """Imported once, before kernels are forked."""
    env: Mapping[str, str] = field(default_factory=dict)
    gpu: bool = False
    limits: Limits = field(default_factory=Limits)
    hidden_verdicts: str = "always"
    """When students see verdicts of hidden tests: always, after_due or on_release."""
    assets: tuple[Asset, ...] = ()
    calibration: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Per test cell: what `calibrate` measured."""
    check: CheckSettings = field(default_factory=CheckSettings)
    """What `autograder check` demands of the tests."""
    checked: Mapping[str, Any] = field(default_factory=dict)
    """What its last recorded check found: see `autograder.checking.record`."""

    @classmethod
    def load(cls, folder: Path, late: LatePolicy | None = None) -> Assignment:
        """Read the assignment in `folder`.

        Args:
            late: what counts where the assignment says nothing of its own about late submissions.

        Raises:
            ConfigError: unknown key, wrong value, or points that its notebooks do not hold.
            SourceError: there is no notebook, or one cannot be read.
        """
        folder = folder.resolve()
        notebooks = tuple(sorted(folder.glob("*.ipynb")))
        if not notebooks:
            message = f"{folder}: there is no notebook"
            raise SourceError(message, hint=f"Write {folder.name}.ipynb, or `autograder init`.")
        cells = [cell for notebook in notebooks for cell in graded_cells(notebook)]
        points = sum(cell.points for cell in cells if cell.role is Role.TEST)
        manual = sum(cell.points for cell in cells if cell.role is not Role.TEST)
        file = folder / TOML_NAME
        if not file.is_file():
            return cls(
                name=folder.name,
                folder=folder,
                notebooks=notebooks,
                managed=False,
                title=folder.name,
                points=points,
                manual_points=manual,
                late=late or LatePolicy(),
            )
        table = _read_toml(file)
        table.allow(_KEYS)
        _check_points(table, "points", points, "its test cells hold")
        _check_points(table, "manual_points", manual, "its manually graded cells and tasks hold")
        run, feedback = table.table("run"), table.table("feedback")
        run.allow(("modules", "env", "gpu"))
        feedback.allow(("hidden_verdicts",))
        assignment = cls(
            name=folder.name,
            folder=folder,
            notebooks=notebooks,
            managed=True,
            title=table.text("title", required=True),
            week=table.integer("week"),
            module=table.text("module"),
            lecture=table.texts("lecture"),
            objectives=table.texts("objectives"),
            hours=table.number("hours", 0.0),
            points=points,
            manual_points=manual,
            due=_due(table),
            late=read_late(table.table("late")) if "late" in table else late or LatePolicy(),
            modules=_modules(run),
            env=_env(run),
            gpu=run.boolean("gpu"),
            limits=_limits(table.table("limits")),
            hidden_verdicts=feedback.choice("hidden_verdicts", HIDDEN_VERDICTS, "always"),
            assets=read_assets(table),
            calibration=_calibration(table.table("calibration"), cells),
            check=read_check(table.table("check")),
            checked=table.values("checked"),
        )
        if assignment.hidden_verdicts == "after_due" and assignment.due is None:
            raise feedback.error("hidden_verdicts", "'after_due' needs a date: set `due`")
        if assignment.due is None and table.values("late"):
            raise table.error("late", "there is no date to be late for: set `due`")
        return assignment


def graded_cells(notebook: Path) -> list[CellInfo]:
    """The cells of a source notebook that give points.

    Raises:
        SourceError: the notebook cannot be read, or its points are no number from 0 up.
    """
    cells = read_notebook(notebook, error=SourceError).cells
    for cell in cells:
        points = cell.metadata.get("nbgrader", {}).get("points")
        if not isinstance(points, int | float | None):
            message = f"{notebook}: a graded cell has points that are no number ({points!r})"
            raise SourceError(message, hint='Write "points": 2 in its metadata.')
    infos = [describe(cell, index) for index, cell in enumerate(cells)]
    graded = [info for info in infos if info.role in GRADED]
    for info in graded:
        if info.points < 0:
            where = f"{notebook}, cell {info.index + 1} ({info.grade_id})"
            message = f"{where}: {info.points:g} points: a number from 0 up is needed"
            raise SourceError(message, hint='Write "points": 2 in its metadata.')
    return graded


def _read_toml(file: Path) -> Table:
    try:
        return Table(file, tomllib.loads(file.read_text("utf-8-sig")))
    except UnicodeDecodeError as problem:
        raise ConfigError(f"{file}: not UTF-8 (byte {problem.start})") from None
    except tomllib.TOMLDecodeError as problem:
        raise ConfigError(f"{file}: not valid TOML: {problem}", hint="See toml.io.") from None
    except OSError as problem:
        raise ConfigError(f"{file}: cannot be read: {problem.strerror}") from None


def _check_points(table: Table, key: str, held: float, who: str) -> None:
    declared = table.number(key, 0.0)
    if key == "points" and key not in table:
        raise table.error(key, "is missing", f"Add it: points = {held:g}")
    # Points are decimals, and their sum is rounded: 1.1 + 2.2 is not 3.3.
    if not math.isclose(declared, held, rel_tol=0, abs_tol=1e-9):
        raise table.error(key, f"{declared:g}, but {who} {held:g}", f"Write {key} = {held:g}")


def _due(table: Table) -> dt.datetime | None:
    if "due" not in table:
        return None
    due = table.raw("due")
    hint = "Write a date, a time and an offset: due = 2026-10-01T23:59:00-04:00"
    if not isinstance(due, dt.datetime):
        raise table.error("due", f"{due!s}: no date with a time", hint)
    if due.tzinfo is None:
        raise table.error("due", f"{due!s}: the offset from UTC is missing", hint)
    return due


def read_late(table: Table) -> LatePolicy:
    """What is taken off for late submissions, as an assignment or a course says it.

    Raises:
        ConfigError: an unknown key, or a number out of its range.
    """
    table.allow([item.name for item in fields(LatePolicy)])
    return table.checked(
        "",
        lambda: LatePolicy(
            percent_per_day=table.number("percent_per_day", 0.0),
            grace_minutes=table.number("grace_minutes", 0.0),
            days=table.integer("days"),
        ),
    )


def _modules(run: Table) -> tuple[str, ...]:
    modules = run.texts("modules")
    for name in modules:
        parts = name.split(".")
        if not all(part.isidentifier() and not keyword.iskeyword(part) for part in parts):
            raise run.error("modules", f"{name!r} is no module", 'Allowed: "keras", "os.path".')
    return modules


def _env(run: Table) -> dict[str, str]:
    values = run.text_map("env")
    for name, value in values.items():
        if not name.isidentifier() or "\0" in value:
            raise run.error(f"env.{name}", "is no environment variable")
    return values


def _limits(table: Table) -> Limits:
    table.allow(_LIMITS)
    values: dict[str, Any] = {}
    for key in table:
        name, factor = _LIMITS[key]
        number = table.number(key, 0.0, above=0.0) * factor
        whole = name == "pids" or factor != 1
        if whole and number < 1:
            raise table.error(key, f"{number:g}: a number from 1 up is needed")
        values[name] = int(number) if whole else number
    limits = table.checked("limits", partial(Limits, **values))
    if limits.cell_seconds > limits.submission_seconds:
        what = f"{limits.cell_seconds:g} is more than submission_seconds"
        raise table.error("cell_seconds", f"{what} ({limits.submission_seconds:g})")
    return limits


def _calibration(table: Table, cells: list[CellInfo]) -> Mapping[str, Mapping[str, Any]]:
    table.allow([cell.grade_id for cell in cells if cell.role is Role.TEST])
    return {key: table.values(key) for key in table}
