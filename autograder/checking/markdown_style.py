"""Markdown that would not render, and links that lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote

from autograder.cells import CellInfo

Problem = tuple[str, str]
"""What is wrong, and what to do."""

_FENCE = re.compile(r"^\s*(```+|~~~+)")
_INLINE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)")
_SCHEME = re.compile(r"^[a-z][a-z0-9+.\-]*:", re.IGNORECASE)
_BEGIN = re.compile(r"\\(begin|end)\{(\w+\*?)\}")


def problems(source: str) -> Iterator[Problem]:
    """Fences, mathematics and tables that are not closed or not rectangular."""
    text, open_fence = without_fences(source)
    if open_fence:
        yield f"the fence {open_fence} is not closed", "Close it with the same marks."
    bare = _INLINE.sub("", text)
    yield from _mathematics(bare)
    yield from _environments(bare)
    yield from _tables(text)


def without_fences(source: str) -> tuple[str, str]:
    """The text outside fenced code, and the mark of a fence that never ends."""
    kept, fence = [], ""
    for line in source.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            if mark and mark.group(1).startswith(fence):
                fence = ""
        elif mark:
            fence = mark.group(1)
        else:
            kept.append(line)
    return "\n".join(kept), fence


def _mathematics(text: str) -> Iterator[Problem]:
    plain = text.replace(r"\$", "")
    if plain.count("$$") % 2:
        yield "a formula in $$ is not closed", "Write $$ before and after it."
        return
    inline = re.sub(r"\$\$.*?\$\$", "", plain, flags=re.DOTALL)
    for paragraph in re.split(r"\n\s*\n", inline):
        # An amount of money is a dollar before a digit; a formula begins otherwise, too.
        if paragraph.count("$") % 2 and not re.search(r"\$\d", paragraph):
            yield "a formula in $ is not closed", r"Write $ before and after it, or \$ for a sign."
            return


def _environments(text: str) -> Iterator[Problem]:
    stack: list[str] = []
    for verb, name in _BEGIN.findall(text):
        if verb == "begin":
            stack.append(name)
        elif not stack or stack.pop() != name:
            yield rf"\end{{{name}}} without \begin{{{name}}}", "Close environments in order."
            return
    if stack:
        yield rf"\begin{{{stack[-1]}}} is not closed", rf"Write \end{{{stack[-1]}}}."


def _tables(text: str) -> Iterator[Problem]:
    width = 0
    for line in text.split("\n"):
        row = _cells(line)
        if not row:
            width = 0
        elif width and row != width:
            yield (
                f"a row of a table has {row} cells, its head {width}: {line.strip()[:60]!r}",
                r"Complete the row; write \| for a bar in a cell.",
            )
            return
        else:
            width = row


def _cells(line: str) -> int:
    """Cells of a table's row that stands between bars; 0 for other lines."""
    # Mathematics is set aside before tables are read, code is not.
    line = re.sub(r"\$[^$]+\$", "", line.strip())
    if not (line.startswith("|") and line.endswith("|") and len(line) > 1):
        return 0
    return len(re.findall(r"(?<!\\)\|", line)) - 1


def headings(cells: Iterable[CellInfo]) -> set[str]:
    """Anchors of all headings, as JupyterLab and Colab make them."""
    found = set()
    for cell in cells:
        if cell.cell_type == "markdown":
            text, _ = without_fences(cell.source)
            for line in re.findall(r"^#+\s+(.*?)\s*#*$", text, re.MULTILINE):
                found.add(line.replace(" ", "-"))
            found |= set(re.findall(r"<a\s+(?:id|name)=[\"']([^\"']+)", text))
    return found


def broken_links(source: str, files: Mapping[str, bytes], anchors: set[str]) -> Iterator[Problem]:
    """Relative links that lead to no file of the release, and anchors without a heading."""
    text, _ = without_fences(source)
    for target in _LINK.findall(_INLINE.sub("", text)):
        if _SCHEME.match(target) or target.startswith("//"):
            continue
        path, _, anchor = unquote(target).partition("#")
        if path and path.removeprefix("./") not in files:
            yield f"the link {target!r} leads to no file of the release", "Correct or remove it."
        elif (
            not path
            and anchor
            and anchor not in anchors
            and anchor.lower() not in {known.lower() for known in anchors}
        ):
            yield f"the link {target!r} leads to no heading", "Correct or remove it."
