"""An executed notebook as a student may see it: cells and outputs, made inert.

Of a hidden test only the released lines are shown, and no output. Mark schemes are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from autograder.cells import Role, describe, hidden_lines, without_hidden
from autograder.reports import sanitize

MAX_OUTPUTS: Final = 30
"""Outputs shown per cell."""
MAX_NOTEBOOK_BYTES: Final = 24 << 20
"""All outputs of one notebook; what comes after is replaced by a note."""

_BEGIN_MARKS, _END_MARKS = "BEGIN MARK SCHEME", "END MARK SCHEME"
_INTERACTIVE = "An interactive output ({}) is not shown: pages of this report run no script."


@dataclass(frozen=True)
class OutputView:
    """One output. `kind` names its style: stream, error, result, image, note."""

    kind: str
    content: Markup


@dataclass(frozen=True)
class CellView:
    """One cell. `grade_id` is empty for cells without points."""

    cell_type: str
    role: Role
    grade_id: str
    source: Markup
    outputs: tuple[OutputView, ...]
    outputs_hidden: bool = False


def view(notebook: Mapping[str, Any], hidden: frozenset[str] = frozenset()) -> list[CellView]:
    """The cells of an executed notebook (nbformat 4).

    Args:
        hidden: ids of tests whose outputs are not shown. Tests with a hidden region are
            treated so in any case.
    """
    budget = MAX_NOTEBOOK_BYTES
    cells = []
    for cell in notebook.get("cells", ()):
        shown = _cell(cell, hidden, budget)
        budget -= sum(len(output.content) for output in shown.outputs)
        cells.append(shown)
    return cells


def _cell(cell: Mapping[str, Any], hidden: frozenset[str], budget: int) -> CellView:
    role, grade_id = _identity(cell)
    text = _joined(cell.get("source", ""))
    conceal = grade_id in hidden or bool(hidden_lines(text))
    text = without_hidden(text).strip("\n")
    if cell.get("cell_type") != "code":
        if cell.get("cell_type") == "raw":
            return CellView("raw", role, grade_id, sanitize.plain(text), ())
        attachments = cell.get("attachments")
        source = sanitize.markdown(
            _without_mark_schemes(text), attachments if isinstance(attachments, dict) else None
        )
        return CellView("markdown", role, grade_id, source, ())
    given = [output for output in cell.get("outputs", ()) if isinstance(output, Mapping)]
    outputs = () if conceal else _outputs(given, budget)
    hides = conceal and bool(given)
    return CellView("code", role, grade_id, sanitize.code(text), outputs, hides)


def _without_mark_schemes(text: str) -> str:
    """`text` with an empty line for each mark scheme, which goes to the end if it has none.

    As in a source, a mark counts anywhere in a line. Only runs of earlier versions have them.
    """
    kept: list[str] = []
    inside = False
    for line in text.split("\n"):
        begins = not inside and _BEGIN_MARKS in line
        if begins:
            kept.append("")
        elif not inside:
            kept.append(line)
        if inside or begins:
            inside = _END_MARKS not in (line.rpartition(_BEGIN_MARKS)[2] if begins else line)
    return "\n".join(kept)


def _identity(cell: Mapping[str, Any]) -> tuple[Role, str]:
    """Role and id: what the examination noted, or nbgrader's metadata."""
    noted = cell.get("metadata", {}).get("autograder")
    if isinstance(noted, Mapping) and "role" in noted:
        return Role(noted["role"]), str(noted.get("grade_id", ""))
    info = describe(cell)
    return info.role, info.grade_id


def _outputs(outputs: Sequence[Mapping[str, Any]], budget: int) -> tuple[OutputView, ...]:
    shown: list[OutputView] = []
    for number, output in enumerate(outputs):
        if number == MAX_OUTPUTS or budget <= 0:
            left = len(outputs) - number
            shown.append(_note(f"{left:,} more output{'' if left == 1 else 's'} not shown."))
            break
        item = _output(output)
        budget -= len(item.content)
        shown.append(item)
    return tuple(shown)


def _output(output: Mapping[str, Any]) -> OutputView:
    kind = output.get("output_type")
    if kind == "stream":
        style = "stderr" if output.get("name") == "stderr" else "stream"
        return OutputView(style, sanitize.terminal(_joined(output.get("text", ""))))
    if kind == "error":
        lines = output.get("traceback")
        text = "\n".join(map(str, lines)) if isinstance(lines, list) else ""
        text = text or f"{output.get('ename', '')}: {output.get('evalue', '')}"
        return OutputView("error", sanitize.terminal(text))
    data = output.get("data")
    return _bundle(data if isinstance(data, Mapping) else {})


def _bundle(data: Mapping[str, Any]) -> OutputView:
    """The richest representation that can be shown."""
    if "text/html" in data:
        source = _joined(data["text/html"])
        content = sanitize.html(source)
        if content.striptags() or "<img" in content:
            if len(source) > sanitize.MAX_MARKUP:
                content += Markup("<p><em>… the rest is left out …</em></p>")
            return OutputView("result", content)
    if "text/markdown" in data:
        return OutputView("result", sanitize.markdown(_joined(data["text/markdown"])))
    for kind in ("image/svg+xml", "image/png", "image/jpeg", "image/gif"):
        if kind in data:
            return _image(kind, data)
    if "text/latex" in data:
        return OutputView("result", sanitize.latex(_joined(data["text/latex"])))
    text = _joined(data.get("text/plain", ""))
    acts = [kind for kind in data if kind not in ("text/plain", "application/json")]
    if acts:
        note = Markup("<p>{}</p>").format(_INTERACTIVE.format(sanitize.plain(str(acts[0]))))
        return OutputView("note", note + Markup("<pre>{}</pre>").format(sanitize.plain(text)))
    return OutputView("stream", sanitize.terminal(text))


def _image(kind: str, data: Mapping[str, Any]) -> OutputView:
    source = sanitize.image(kind, _joined(data[kind]))
    if source is None:
        return _note(f"An output that says it is {kind} is no such image, or too large.")
    description = _joined(data.get("text/plain", "")) or "output"
    picture = Markup('<img src="{}" alt="{}">').format(source, sanitize.plain(description[:200]))
    return OutputView("image", picture)


def _note(text: str) -> OutputView:
    return OutputView("note", Markup("<p>{}</p>").format(text))


def _joined(text: Any) -> str:
    """Notebook files may hold a text as a list of lines."""
    return "".join(map(str, text)) if isinstance(text, list) else str(text)
