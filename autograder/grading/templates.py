"""The instructor's side of an assignment, made once per batch."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import nbformat

import autograder
from autograder.assignment import Assignment
from autograder.cells import Role
from autograder.course import Course
from autograder.examine.examination import RECORD_VERSION
from autograder.examine.template import GRADED, Question, Template, make_template
from autograder.files import PUBLIC, make_folders, tree_hash, write_atomic
from autograder.pipeline import Product, instructor_notebooks, produce

_EXAMINER_FILES: Final = ("__init__.py", "testing.py", "examine")


_HEADING: Final = re.compile(r"^##\s+(.+?)\s*#*$", re.M)
"""Of level two, which is that of a question."""


@dataclass(frozen=True)
class Materials:
    """What examinations of one assignment share.

    `templates` and `releases` are by the notebook's stem; `files` is a folder with what a student
    gets, `package` one with the part of this package that an examiner needs.
    """

    templates: Mapping[str, Template]
    releases: Mapping[str, Any]
    files: Path
    package: Path

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(q for template in self.templates.values() for q in template.questions)

    @cached_property
    def headings(self) -> Mapping[tuple[str, str], str]:
        """The last heading of level two above each graded cell, by notebook and id."""
        found = {}
        for name, template in self.templates.items():
            heading = ""
            for cell in template.cells:
                if cell.cell_type == "markdown" and cell.role is not Role.MANUAL:
                    heading = (_HEADING.findall(cell.source) or [heading])[-1]
                if cell.role in GRADED:
                    found[name, cell.grade_id] = heading
        return found


def prepare(course: Course, assignment: Assignment, folder: Path) -> Materials:
    """Make the materials of `assignment`, with files below `folder` (emptied first).

    Raises:
        SourceError, ConfigError: the assignment breaks the authoring rules.
        StorageError: `folder` cannot be written.
    """
    product = produce(course, assignment)
    releases = {
        Path(name).stem: nbformat.reads(data.decode("utf-8"), as_version=4)
        for name, data in product.release.items()
        if name.endswith(".ipynb")
    }
    templates = {
        name: make_template(name, truth, releases[name], complete=assignment.managed)
        for name, truth in instructor_notebooks(course, assignment).items()
    }
    shutil.rmtree(folder, ignore_errors=True)
    return Materials(
        templates=templates,
        releases=releases,
        files=_write_release(product, folder / "release"),
        package=_write_package(folder / "examiner"),
    )


def _write_release(product: Product, folder: Path) -> Path:
    make_folders(folder, public=True)
    for name, data in product.release.items():
        write_atomic(folder / name, data, mode=PUBLIC)
    return folder


def _write_package(folder: Path) -> Path:
    """A copy of what runs inside an examiner, and of nothing else of the host's packages."""
    source = Path(autograder.__file__).parent
    for path in [source / name for name in _EXAMINER_FILES]:
        for file in [path] if path.is_file() else sorted(path.glob("*.py")):
            target = folder / "autograder" / file.relative_to(source)
            write_atomic(target, file.read_bytes(), mode=PUBLIC)
    return folder


def examination_key(
    materials: Materials, assignment: Assignment, *, seed: int, environment: Mapping[str, Any]
) -> str:
    """Hash of everything beside the submission that can change a verdict.

    A submission which was examined under the same key need not be examined again.
    """
    parts = {
        "version": [autograder.__version__, RECORD_VERSION],
        "truth": {name: template.truth for name, template in materials.templates.items()},
        "released": {name: template.released for name, template in materials.templates.items()},
        "run": [list(assignment.modules), dict(assignment.env), assignment.gpu],
        "limits": str(assignment.limits),
        "seed": seed,
        "environment": environment,
        "examiner": tree_hash(materials.package),
        # Notebooks are in there, as they are read.
        "files": tree_hash(materials.files, without=".ipynb"),
    }
    text = json.dumps(parts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
