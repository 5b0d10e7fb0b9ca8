"""Read notebooks that anybody may have written, and write them in one canonical form.

Submissions come from Colab, Kaggle, editors and e-mail, so nothing about them is taken for
granted: `load_notebook` turns every kind of damage into one clear error, repairs what can be
repaired without guessing, and says what it repaired. Outputs are dropped: no one who grades
needs them, and they are most of a large file.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.errors import AutograderError, SourceError, SubmissionError
from autograder.quick_nbformat import NotebookNode, from_dict, nbformat, strip_transient

MAX_BYTES = 200 << 20
"""Largest notebook file that is read. Outputs count; 50 MB of figures are nothing unusual."""

MAX_CONTAINERS = 1_000_000
"""Lists and objects in a file, signs in texts included; an empty one takes 70 times its bytes."""
MAX_VALUES = 20_000_000
"""Likewise commas: the numbers of the largest interactive figures."""
_MAX_DEPTH = 60
"""Nesting of cells and metadata. Real notebooks need 10; deeper ones overflow later stages."""
_CELL_TYPES = ("code", "markdown", "raw")
_CELL_ID = re.compile(r"^[a-zA-Z0-9_-]{1,64}$")
_SURROGATE = re.compile("[\ud800-\udfff]")
_RESAVE = "Open it in JupyterLab or Colab, save it as .ipynb, and use that file."


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """A notebook (nbformat 4, no outputs) and what had to be repaired to read it."""

    notebook: NotebookNode
    remarks: tuple[str, ...] = ()


def read_notebook(
    source: Path | bytes,
    *,
    name: str = "",
    error: type[AutograderError] = SubmissionError,
    python_only: bool = False,
    max_bytes: int = MAX_BYTES,
) -> NotebookNode:
    """The notebook alone; see `load_notebook`."""
    loaded = load_notebook(
        source, name=name, error=error, python_only=python_only, max_bytes=max_bytes
    )
    return loaded.notebook


def load_notebook(
    source: Path | bytes,
    *,
    name: str = "",
    error: type[AutograderError] = SubmissionError,
    python_only: bool = False,
    max_bytes: int = MAX_BYTES,
) -> Loaded:
    """Read a notebook from a file or from the bytes of one.

    Args:
        source: a path, or the content.
        name: how messages call it; by default the path.
        error: what is raised. With `SourceError` reading is strict: duplicate ids and numbers
            that are not JSON are errors; with any other class they are remarks.
        python_only: refuse a notebook written for another language instead of remarking on it.
        max_bytes: larger files are refused unread.

    Raises:
        error: the file is missing, empty, too large, not UTF-8, not JSON, nested too deeply,
            not a notebook, or of a notebook format that cannot be upgraded to 4.
    """
    reader = _Reader(name or (str(source) if isinstance(source, Path) else "notebook"), error)
    raw = reader.content(source, max_bytes)
    tree = reader.parse(raw)
    tree, upgraded = reader.upgrade(tree)
    tree["cells"] = [reader.cell(cell, index) for index, cell in enumerate(tree["cells"])]
    reader.language(tree["metadata"], python_only=python_only)
    reader.grade_ids(tree["cells"])
    notebook = from_dict(reader.clean(tree))
    repeated = assign_cell_ids(notebook, renew=upgraded)
    if repeated:
        reader.irregular(
            f"cell id {repeated[0]!r} is used twice", "Save the notebook once in JupyterLab."
        )
    reader.validate(notebook)
    strip_transient(notebook)
    return Loaded(notebook=notebook, remarks=tuple(reader.remarks))


def assign_cell_ids(notebook: NotebookNode, *, renew: bool = False) -> list[str]:
    """Give cells without a valid, unique nbformat id one; return the ids that were repeated.

    nbformat would draw random ids; these follow from position and text, so that the same
    source always builds the same release. Formats before 4.5 have no cell ids.
    """
    if (notebook.nbformat, notebook.nbformat_minor) < (4, 5):
        for cell in notebook.cells:
            cell.pop("id", None)
        return []
    seen: set[str] = set()
    repeated = []
    for index, cell in enumerate(notebook.cells):
        old = cell.get("id")
        valid = isinstance(old, str) and _CELL_ID.match(old) is not None
        if valid and old in seen:
            repeated.append(old)
        if renew or not valid or old in seen:
            cell["id"] = hashlib.sha256(f"{index}:{cell['source']}".encode()).hexdigest()[:12]
        seen.add(cell["id"])
    return repeated


def notebook_bytes(notebook: NotebookNode) -> bytes:
    """The canonical file: one-space indentation, sorted keys, UTF-8, one trailing newline.

    The same bytes as nbgrader and nbconvert write.
    """
    text: str = nbformat.writes(notebook)
    return (text.rstrip("\n") + "\n").encode("utf-8")


class _Reader:
    """One reading: the name and class of its errors, and the remarks so far."""

    def __init__(self, name: str, error: type[AutograderError]) -> None:
        self.name = name
        self.error = error
        self.strict = issubclass(error, SourceError)
        self.remarks: list[str] = []

    def fail(self, what: str, hint: str = _RESAVE) -> AutograderError:
        return self.error(f"{self.name}: {what}", hint=hint)

    def irregular(self, what: str, hint: str) -> None:
        """An error in a source, a remark about a submission."""
        if self.strict:
            raise self.fail(what, hint)
        self.remarks.append(what)

    def content(self, source: Path | bytes, max_bytes: int) -> bytes:
        try:
            size = len(source) if isinstance(source, bytes) else source.stat().st_size
            if size > max_bytes:
                raise self.fail(
                    f"{size / 1e6:.0f} MB is more than the limit of {max_bytes / 1e6:.0f} MB",
                    "Clear all outputs, save, and use that file.",
                )
            raw = source if isinstance(source, bytes) else source.read_bytes()
        except OSError as problem:
            reason = problem.strerror or str(problem)
            raise self.fail(f"cannot be read: {reason}", "Check the path.") from None
        if not raw.strip():
            raise self.fail("the file is empty")
        return raw

    def parse(self, raw: bytes) -> dict[str, Any]:
        constants: list[str] = []

        def constant(text: str) -> None:
            # Plotting libraries write NaN into outputs, which JSON does not have.
            constants.append(text)

        if raw.count(b"[") + raw.count(b"{") > MAX_CONTAINERS or raw.count(b",") > MAX_VALUES:
            raise self.fail("has more lists, objects or values in it than any notebook")
        try:
            tree = json.loads(raw.decode("utf-8-sig"), parse_constant=constant)
        except UnicodeDecodeError as problem:
            raise self.fail(f"not UTF-8 (byte {problem.start})") from None
        except json.JSONDecodeError as problem:
            where = f"line {problem.lineno}, column {problem.colno}"
            raise self.fail(f"not a notebook: no valid JSON ({problem.msg}, {where})") from None
        except ValueError as problem:
            raise self.fail(f"not a notebook: no valid JSON ({problem})") from None
        except RecursionError:
            raise self.fail("its JSON is nested too deeply") from None
        if not isinstance(tree, dict):
            raise self.fail("not a notebook: the JSON holds no object")
        if constants:
            self.irregular(f"{constants[0]} is not JSON; read as null", _RESAVE)
        return dict(tree)

    def upgrade(self, tree: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        """`tree` in nbformat 4 with well-formed top level, and whether it was an older one."""
        major = tree.get("nbformat")
        if isinstance(major, bool) or not isinstance(major, int):
            raise self.fail("not a notebook: no 'nbformat' version in it")
        if major not in nbformat.versions:
            raise self.fail(
                f"notebook format {major} is not known; formats 1 to 4 are",
                "Save it with a current JupyterLab, in notebook format 4.",
            )
        _drop_outputs(tree)
        if major < 4:
            tree = self._convert(tree, major)
        cells, metadata = tree.get("cells"), tree.get("metadata", {})
        if not isinstance(cells, list):
            raise self.fail("not a notebook: it has no list of cells")
        minor = tree.get("nbformat_minor", 0)
        if isinstance(minor, bool) or not isinstance(minor, int) or minor < 0:
            raise self.fail(f"not a notebook: 'nbformat_minor' is {str(minor)[:40]!r}")
        tree["nbformat_minor"] = minor
        tree["metadata"] = metadata if isinstance(metadata, dict) else {}
        return tree, major < 4

    def _convert(self, tree: dict[str, Any], major: int) -> dict[str, Any]:
        try:
            older = nbformat.versions[major].to_notebook_json(tree, minor=0)
            converted = nbformat.convert(older, 4)
        except Exception:  # noqa: BLE001  # nbformat's converters trust their input
            raise self.fail(f"damaged: cannot be upgraded from notebook format {major}") from None
        self.remarks.append(f"upgraded from notebook format {major}")
        return dict(converted)

    def cell(self, cell: Any, index: int) -> dict[str, Any]:
        """`cell` with every key that its type needs."""
        where = f"cell {index + 1}"
        if not isinstance(cell, dict):
            raise self.fail(f"{where} is not a cell")
        kind = cell.get("cell_type")
        if kind not in _CELL_TYPES:
            raise self.fail(f"{where}: cell type {str(kind)[:40]!r} is not known")
        source = cell.get("source", "")
        if isinstance(source, list) and all(isinstance(line, str) for line in source):
            source = "".join(source)
        if not isinstance(source, str):
            raise self.fail(f"{where}: its source is not text")
        metadata = cell.get("metadata")
        repaired: dict[str, Any] = {**cell, "source": source}
        if not isinstance(metadata, dict):
            self.irregular(f"{where}: it has no metadata", _RESAVE)
            repaired["metadata"] = {}
        if kind == "code":
            repaired |= {"outputs": [], "execution_count": None}
            # Of text cells only; nbformat writes them unseen, and fails if they are none.
            repaired.pop("attachments", None)
        else:
            repaired.pop("outputs", None)
            repaired.pop("execution_count", None)
        return repaired

    def language(self, metadata: Mapping[str, Any], *, python_only: bool) -> None:
        spec, info = metadata.get("kernelspec"), metadata.get("language_info")
        for entry, key in ((info, "name"), (spec, "language")):
            language = entry.get(key) if isinstance(entry, Mapping) else None
            if isinstance(language, str) and language.lower() not in ("", "python", "ipython"):
                what = f"written for {language[:40]}, not for Python"
                if python_only:
                    raise self.fail(what, "Choose a Python kernel in the notebook and save it.")
                self.remarks.append(what)
                return

    def grade_ids(self, cells: list[dict[str, Any]]) -> None:
        seen: dict[str, int] = {}
        for index, cell in enumerate(cells):
            meta = cell["metadata"].get("nbgrader")
            grade_id = meta.get("grade_id") if isinstance(meta, dict) else None
            if not isinstance(grade_id, str) or not grade_id:
                continue
            if grade_id in seen:
                first = seen[grade_id] + 1
                self.irregular(
                    f"grade_id {grade_id!r} is in cell {first} and again in cell {index + 1}",
                    "Give each graded or locked cell an id of its own.",
                )
            seen.setdefault(grade_id, index)

    def clean(self, value: Any, depth: int = 0) -> Any:
        """`value` without half surrogate pairs, which no file or socket can hold as UTF-8."""
        if depth > _MAX_DEPTH:
            raise self.fail("its cells or metadata are nested too deeply")
        if isinstance(value, str):
            if _SURROGATE.search(value):
                self.irregular("text that is not Unicode was replaced", _RESAVE)
                return _SURROGATE.sub("\ufffd", value)
            return value
        if isinstance(value, dict):
            return {self.clean(k, depth): self.clean(v, depth + 1) for k, v in value.items()}
        if isinstance(value, list):
            return [self.clean(item, depth + 1) for item in value]
        return value

    def validate(self, notebook: NotebookNode) -> None:
        problem = _problem(notebook)
        if problem and not self.strict:
            # What a student wrote is in the sources; metadata are not worth a lost submission.
            self.remarks.append(f"metadata were dropped: {problem}")
            notebook["metadata"] = from_dict({})
            for cell in notebook.cells:
                cell["metadata"] = from_dict(_own_metadata(cell))
                cell.pop("attachments", None)
            problem = _problem(notebook)
        if problem:
            raise self.fail(f"not a valid notebook: {problem}")


def _problem(notebook: NotebookNode) -> str:
    """What nbformat's schema refuses, or an empty text."""
    try:
        nbformat.validate(notebook, relax_add_props=True)
    except nbformat.ValidationError as problem:
        path = "/".join(str(part) for part in getattr(problem, "path", ()))
        text = str(getattr(problem, "message", problem)).split("\n")[0][:200]
        return f"{path}: {text}" if path else text
    return ""


def _own_metadata(cell: NotebookNode) -> dict[str, Any]:
    return {key: value for key, value in cell.metadata.items() if key == "nbgrader"}


def _drop_outputs(tree: dict[str, Any]) -> None:
    for cell in _raw_cells(tree):
        if cell.get("cell_type") == "code":
            cell["outputs"] = []


def _raw_cells(tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Cells of any format: before 4 they lie in worksheets, in 1 at the top."""
    sheets = tree.get("worksheets")
    for holder in [tree, *(sheets if isinstance(sheets, list) else [])]:
        cells = holder.get("cells") if isinstance(holder, dict) else None
        for cell in cells if isinstance(cells, list) else []:
            if isinstance(cell, dict):
                yield cell
