"""Check that a built release gives nothing away.

nbgrader removes regions where their marks are. It does not see a solution that also stands
in the explanation, in a helper file or in a visible test; that is looked for here.
"""

from __future__ import annotations

import ast
import contextlib
import html
import json
import re
import threading
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from autograder.cells import BEGIN_SOLUTION, CellInfo, Role, describe
from autograder.lint import MARKERS, Finding, Region, find_regions

_TELLING = 25
"""Shorter lines (``return x``, ``model.build()``) stand in many cells and tell nothing."""
_COMMON = ("#", "import ", "from ", "def ", "class ", "@", '"""', "'''", "raise NotImplemented")
_MANY = 3
"""That many telling lines of a solution give it away, however long it is."""
_WARNINGS_LOCK = threading.Lock()
"""The filters are the process's; assignments are built in threads."""
_TAG = re.compile(r"<[^>\n]*>")


@dataclass(frozen=True)
class _Leak:
    text: str
    error: bool = True


def find_leaks(
    source: Any, release: Any, files: Mapping[str, bytes], name: str, *, managed: bool
) -> list[Finding]:
    """What of `source` can still be read in `release`.

    Args:
        source: the instructor's notebook.
        release: what students get.
        files: other files of the release, by name.
        name: how findings call the notebook.
        managed: whether text repeated elsewhere is an error (else a warning).
    """
    released = {info.grade_id: info for info in _infos(release) if info.grade_id}
    texts = {file: text for file, data in files.items() if (text := _text(data))}
    public = _public_lines(release, texts)
    findings = []
    for info in _infos(source):
        own = released.get(info.grade_id)
        found = []
        for region in _secret_regions(info):
            found.append(_kept(info, own, region) or _repeated(info, public, region, managed))
        if managed and own is not None:
            found.append(_broken(info, own))
        findings += [_finding(name, info, leak) for leak in found if leak is not None]
    return findings + list(_left_marks(release, name))


def find_marked_files(files: Mapping[str, bytes], folder: str, *, managed: bool) -> list[Finding]:
    """Files of a release with marks of regions in them, such as a notebook's backup."""
    findings = []
    for name, data in files.items():
        text = _text(data)
        found = [mark for mark in MARKERS if mark in text]
        if found:
            what = f"it would be released, and has {found[0]!r} in it: move it, or ignore it"
            where = f"{folder}/{name}"
            findings.append(Finding(notebook=where, cell=0, grade_id="", text=what, error=managed))
    return findings


def _finding(name: str, info: CellInfo, leak: _Leak) -> Finding:
    return Finding(
        notebook=name,
        cell=info.index + 1,
        grade_id=info.grade_id,
        text=leak.text,
        error=leak.error,
    )


def _infos(notebook: Any) -> list[CellInfo]:
    return [describe(cell, index) for index, cell in enumerate(notebook.cells)]


def _secret_regions(info: CellInfo) -> list[Region]:
    regions, _ = find_regions(info.source)
    answer = info.role in (Role.ANSWER, Role.MANUAL)
    if answer and not any(region.kind == BEGIN_SOLUTION for region in regions):
        # Without a region the whole answer is replaced by the stub.
        regions.append(Region(BEGIN_SOLUTION, 0, info.source.count("\n") + 2))
    return regions


def _split(info: CellInfo, region: Region) -> tuple[set[str], set[str]]:
    """Telling lines of the region, and all lines outside it."""
    lines = [_squeeze(line) for line in info.source.split("\n")]
    secret = lines[region.first : region.last - 1]
    outside = lines[: max(region.first - 1, 0)] + lines[region.last :]
    return {line for line in secret if is_telling(line)}, set(outside)


def _kept(info: CellInfo, own: CellInfo | None, region: Region) -> _Leak | None:
    """A line that should have been removed from this very cell."""
    secret, outside = _split(info, region)
    kept = {_squeeze(line) for line in own.source.split("\n")} if own else set()
    if left := sorted((secret & kept) - outside):
        return _Leak(f"a line of its {_name(region)} is still in the release: {left[0]!r}")
    return None


def _repeated(info: CellInfo, public: set[str], region: Region, managed: bool) -> _Leak | None:
    """Lines that were removed here and stand somewhere else."""
    secret, _ = _split(info, region)
    found = sorted(secret & public)
    solution = region.kind == BEGIN_SOLUTION
    if found and (len(found) == len(secret) or (solution and len(found) >= _MANY)):
        what = f"its {_name(region)} can be read elsewhere in the release: {found[0]!r}"
        return _Leak(what, error=managed)
    if found and solution:
        what = f"a line of its {_name(region)} stands elsewhere in the release: {found[0]!r}"
        return _Leak(what, error=False)
    return None  # visible and hidden tests may share their set-up


def _name(region: Region) -> str:
    return region.kind.removeprefix("BEGIN ").lower()


def _squeeze(line: str) -> str:
    return " ".join(line.split())


def is_telling(line: str) -> bool:
    """Whether a line (white space squeezed) is too long and special to stand there by chance."""
    return len(line) >= _TELLING and not line.startswith(_COMMON)


def _public_lines(release: Any, files: Mapping[str, str]) -> set[str]:
    texts = [*(str(cell.source) for cell in release.cells), *files.values()]
    return {_squeeze(line) for text in texts for line in text.split("\n")}


def _text(data: bytes) -> str:
    """What can be read in a file: of JSON its strings, of a page its text, too.

    Backups and exports of a notebook (`hw.ipynb.orig`, `hw.html`) hold its cells in such a form.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""  # pictures, arrays, archives
    parts = [text]
    if "<" in text:
        parts.append(html.unescape(_TAG.sub("", text)))
    if text.lstrip()[:1] in ("{", "["):
        with contextlib.suppress(ValueError, RecursionError):
            parts += _strings(json.loads(text))
    return "\n".join(parts)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)


def _left_marks(release: Any, name: str) -> Iterator[Finding]:
    for info in _infos(release):
        for mark in (*MARKERS, *MARKERS.values()):
            if mark in info.source:
                yield _finding(name, info, _Leak(f"{mark} is still in the release"))


def _broken(info: CellInfo, own: CellInfo) -> _Leak | None:
    """An answer that is Python in the source but no longer in the release.

    Most often the ``def`` line stands inside the region, but not all of what it begins.
    """
    if info.role is not Role.ANSWER or not info.is_code:
        return None
    if _parses(info.source) and not _parses(own.source):
        return _Leak("what is left of the answer in the release is no valid Python")
    return None


def _parses(source: str) -> bool:
    with _WARNINGS_LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about escapes in the author's strings
        try:
            ast.parse(source)
        except (SyntaxError, ValueError):
            return False
    return True
