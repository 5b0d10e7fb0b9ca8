"""Make release and solution of one assignment with nbgrader's own preprocessors.

`nbgrader generate_assignment` and `nbgrader generate_solution` define what comes out; the
steps are taken from those two classes, so that they follow the installed nbgrader and the
course's configuration. Left out is what is no transformation: writing the gradebook
(`SaveCells`) and running the solution (`Execute`). Nothing here is written to disk.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from itertools import count
from pathlib import Path
from typing import Any

from autograder.quick_nbformat import NotebookNode  # isort: skip  # before nbgrader: saves 0.8 s
from nbclient.exceptions import CellExecutionError
from nbgrader import converters, preprocessors
from traitlets import TraitError
from traitlets.config import Config

from autograder.assignment import Assignment
from autograder.autotests import kernels_ended
from autograder.cells import CellInfo, Role, describe
from autograder.course import AUTHORS_ONLY, Course
from autograder.errors import ConfigError, SourceError
from autograder.examine.ownership import make_plan
from autograder.examine.template import GRADED
from autograder.leaks import find_leaks, find_marked_files
from autograder.lint import Finding, lint, raise_errors
from autograder.notebooks import assign_cell_ids, load_notebook, notebook_bytes
from autograder.syntax import invalid_cells

MAX_FILE_BYTES = 10_000_000
"""Larger files are assets: they do not belong in a repository, nor in a release."""

_RELEASE_OMITS = frozenset({"SaveCells"})
_UNGRADED = (
    "no cell is graded, so everybody gets 0 of 0 points: mark tests and answers in JupyterLab "
    "(View, Activate nbgrader)"
)
_TRUTH_OMITS = _RELEASE_OMITS | {"ClearSolutions", "ClearHiddenTests", "ComputeChecksums"}


@dataclass(frozen=True, kw_only=True)
class Product:
    """The files of one assignment, by path relative to its folder, and what was noticed."""

    name: str
    release: Mapping[str, bytes]
    solution: Mapping[str, bytes]
    warnings: tuple[str, ...] = ()


def check_config(course: Course) -> None:
    """Check the settings of every nbgrader class that takes part in a build.

    Raises:
        ConfigError: a setting that does not exist, or a value that the class refuses.
    """
    for section in (
        *(converters.GenerateAssignment, converters.GenerateSolution),
        *(getattr(preprocessors, name) for name in preprocessors.__all__),
    ):
        course.settings.check(section)
    for name in ("header", "footer"):
        path = course.nbgrader_config.get("IncludeHeaderFooter", {}).get(name)
        if path and not (course.root / path).is_file():
            what = f"there is no notebook {course.root / path}"
            raise course.settings.error("IncludeHeaderFooter", name, what)


def produce(course: Course, assignment: Assignment) -> Product:
    """Check the source of `assignment` and make its release and solution.

    Raises:
        SourceError: the source breaks the rules, or its solution can be read in the release.
        ConfigError: see `check_config`.
    """
    config = _local_config(course, assignment)
    files = other_files(course, assignment)
    release, solution = dict(files), dict(files)
    findings = find_marked_files(files, assignment.name, managed=assignment.managed)
    raise_errors(findings, assignment.folder)
    remarks: list[str] = []
    owners: dict[str, Path] = {}
    graded = False
    for path in assignment.notebooks:
        loaded = load_notebook(path, error=SourceError, max_bytes=course.max_notebook_bytes)
        name = f"{assignment.name}/{path.name}"
        remarks += [f"{name}: {remark}" for remark in loaded.remarks]
        source = loaded.notebook
        cells = list(map(describe, source.cells, count()))
        found = lint(source, name, managed=assignment.managed, marks=course.settings.marks())
        if _is_python(source):
            found += invalid_cells(cells, name, managed=assignment.managed)
        raise_errors(found, path)
        graded = graded or any(cell.role in GRADED for cell in cells)
        if assignment.managed:
            _claim_ids(cells, path, owners)
        make_plan(cells, _tags(source), where=name, complete=assignment.managed)
        student = _run(converters.GenerateAssignment, _RELEASE_OMITS, source, path, config)
        worked = _run(converters.GenerateSolution, {"Execute"}, source, path, config)
        found += find_leaks(source, student, files, name, managed=assignment.managed)
        raise_errors(found, path)
        release[path.name], solution[path.name] = notebook_bytes(student), notebook_bytes(worked)
        findings += found
    if not graded:
        findings.append(
            Finding(notebook=assignment.name, cell=0, grade_id="", text=_UNGRADED, error=False)
        )
    warnings = tuple(remarks + [str(finding) for finding in findings])
    return Product(name=assignment.name, release=release, solution=solution, warnings=warnings)


def _is_python(notebook: NotebookNode) -> bool:
    """Whether the notebook is for a Python kernel, as far as it says."""
    said = [
        notebook.metadata.get(part, {}).get(key, "")
        for part, key in (("language_info", "name"), ("kernelspec", "language"))
    ]
    return all(str(name).lower() in ("", "python", "ipython") for name in said)


def _claim_ids(cells: Iterable[CellInfo], path: Path, owners: dict[str, Path]) -> None:
    """Note whose ids the answers and tests of the notebook at `path` have.

    Variants, calibrations and the lists of a check name cells by the id alone.

    Raises:
        SourceError: another notebook of the assignment has one of them.
    """
    for cell in cells:
        if cell.role in (Role.PLAIN, Role.READONLY):
            continue
        other = owners.setdefault(cell.grade_id, path)
        if other != path:
            raise SourceError(
                f"{path}: the id {cell.grade_id!r} is that of a cell in {other.name}, too",
                hint="Give one of them another grade_id.",
            )


def instructor_notebooks(course: Course, assignment: Assignment) -> dict[str, NotebookNode]:
    """What submissions are graded against, by the notebook's stem.

    The source with header, footer and instantiated AUTOTEST lines, as the release has them, and
    with solutions and hidden tests, as it has not. Mark schemes are left out: submissions take
    their tasks from here, and students read them on their feedback pages.

    Raises:
        SourceError, ConfigError: see `produce`.
    """
    config = _local_config(course, assignment)
    notebooks = {}
    for path in assignment.notebooks:
        source = load_notebook(path, error=SourceError, max_bytes=course.max_notebook_bytes)
        notebooks[path.stem] = _run(
            converters.GenerateAssignment, _TRUTH_OMITS, source.notebook, path, config
        )
    return notebooks


def _tags(notebook: NotebookNode) -> list[list[str]]:
    return [cell.metadata.get("tags", []) for cell in notebook.cells]


def _local_config(course: Course, assignment: Assignment) -> Config:
    """The configuration with paths made absolute: nbgrader changes the working directory."""
    config = copy.deepcopy(course.nbgrader_config)
    for name in ("header", "footer"):
        if path := config.IncludeHeaderFooter.get(name):
            config.IncludeHeaderFooter[name] = str(course.root / path)
    tests = config.InstantiateTests.get("autotest_filename") or "autotests.yml"
    if not (assignment.folder / tests).is_file():
        config.InstantiateTests.autotest_filename = str(course.root / tests)
    return config


def _run(
    converter: type[Any],
    omits: Collection[str],
    source: NotebookNode,
    path: Path,
    config: Config,
) -> NotebookNode:
    """`source` after all steps of `converter` but those called `omits`."""
    notebook = copy.deepcopy(source)
    names = {"notebook": path.stem, "assignment": path.parent.name, "student": "."}
    resources: Any = {
        "unique_key": path.stem,
        "metadata": {"path": str(path.parent), "name": path.stem},
        "nbgrader": names,
    }
    for step_class in converter(config=config).preprocessors:
        if step_class.__name__ in omits:
            continue
        step = step_class(config=config)
        try:
            with kernels_ended():
                notebook, resources = step(notebook, resources)
        except (TraitError, ConfigError):
            raise
        except Exception as problem:
            # The steps raise RuntimeError, ValueError, ValidationError and bare Exception.
            message = f"{path}: {step_class.__name__}: {_reason(problem)}"
            raise SourceError(message, hint="Correct the notebook and build again.") from problem
    assign_cell_ids(notebook)
    return notebook


def _reason(problem: Exception) -> str:
    # str() fails for nbclient's error: nbgrader gives it a list where it expects a text.
    text = problem.evalue if isinstance(problem, CellExecutionError) else str(problem)
    return str(text).strip()[:500] or type(problem).__name__


def other_files(course: Course, assignment: Assignment) -> dict[str, bytes]:
    """Data, pictures and modules beside the notebooks that students need too, by relative path.

    Raises:
        SourceError: one is too large for a release.
    """
    ignored = [*course.ignore, *AUTHORS_ONLY, "*.ipynb"]
    assets = [assignment.folder / asset.path for asset in assignment.assets]
    files = {}
    for path in sorted(_files_below(assignment.folder, ignored)):
        if any(path.is_relative_to(asset) for asset in assets):
            continue
        size = path.stat().st_size
        if assignment.managed and size > MAX_FILE_BYTES:
            message = f"{path}: {size / 1e6:.0f} MB are too much for a release"
            raise SourceError(message, hint="Declare it under [[assets]] in assignment.toml.")
        files[path.relative_to(assignment.folder).as_posix()] = path.read_bytes()
    return files


def _files_below(folder: Path, ignored: Collection[str]) -> Iterator[Path]:
    """Files whose name, and whose folders' names below `folder`, match no pattern.

    Not `nbgrader.utils.find_all_files`: it takes brackets in the path for a pattern, too, and then
    ignores nothing. As in a shell, `*` does not match the dot of a hidden file.
    """

    def kept(name: str) -> bool:
        return not any(
            fnmatch(name, pattern) and (pattern.startswith(".") or not name.startswith("."))
            for pattern in ignored
        )

    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if kept(name)]
        yield from (Path(place, name) for name in names if kept(name))
