"""An executed notebook as a student may see it: cells and outputs, made inert.

Of a hidden test only the released lines are shown, and no output. Mark schemes are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from autograder.cells import BEGIN_HIDDEN, Role, describe, without_hidden
from autograder.lint import BEGIN_MARKS, END_MARKS
from autograder.reports import sanitize

MAX_OUTPUTS: Final = 30
"""Outputs shown per cell."""
MAX_NOTEBOOK_BYTES: Final = 24 << 20
"""All outputs and attachments of one notebook, and once more all its sources; what comes after is
replaced by a note."""
MAX_WORK: Final = 500_000
"""Characters of source of one notebook that are highlighted; other work counts as what takes the
same time. Hostile text takes up to 20 µs a character, an ordinary one 2 µs."""
_MARKDOWN_WORK: Final = 1.5
"""Of a character of Markdown, which may be a formula."""
_HTML_WORK: Final = 1 / 8
_TERMINAL_WORK: Final = 1 / 16
_TOO_LONG = "This notebook is very long: the source of this cell is not shown."
_PLAIN_FROM_HERE = (
    "This notebook is very long: from here on, texts and code stand as they were written."
)
_INTERACTIVE = "An interactive output ({}) is not shown: pages of this report run no script."


_PASSIVE = frozenset({"text/plain", "application/json"})
_FORMATTED = frozenset({"text/html", "text/markdown", "text/latex"})


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
    budget = _Budget()
    return [_cell(cell, hidden, budget) for cell in notebook.get("cells", ())]


@dataclass
class _Budget:
    """What is left for the rest of one notebook.

    Attributes:
        output_bytes, source_bytes: of the page, or fewer than none.
        work: characters of source that may be highlighted, or as much of other work.
        told: whether a note says that sources are shown plain.
    """

    output_bytes: int = MAX_NOTEBOOK_BYTES
    source_bytes: int = MAX_NOTEBOOK_BYTES
    work: float = MAX_WORK
    told: bool = False

    def affords(self, characters: int, each: float, most: int = sanitize.MAX_CHARACTERS) -> bool:
        """Whether there is time for `characters`, of which `most` are looked at. Takes it.

        Once there is not, there never is again: a reader sees one place where formatting ends.
        """
        self.work -= each * min(characters, most)
        return self.work >= 0


def _cell(cell: Mapping[str, Any], hidden: frozenset[str], budget: _Budget) -> CellView:
    role, grade_id = _identity(cell)
    text = _joined(cell.get("source", ""))
    hides = BEGIN_HIDDEN in text
    conceal = grade_id in hidden or hides
    text = (without_hidden(text) if hides else text).strip("\n")
    kind = str(cell.get("cell_type"))
    kind = kind if kind in ("code", "raw") else "markdown"
    given: list[Mapping[str, Any]] = []
    notes: tuple[OutputView, ...] = ()
    if budget.source_bytes <= 0:
        source = Markup("<p><em>{}</em></p>").format(_TOO_LONG)
    else:
        source, plainly = _source(kind, text, cell.get("attachments"), budget)
        budget.source_bytes -= len(source)
        if plainly and not budget.told:
            budget.told = True
            notes = (_note(_PLAIN_FROM_HERE),)
    if kind == "code":
        given = [output for output in cell.get("outputs", ()) if isinstance(output, Mapping)]
    outputs = () if conceal else _outputs(given, budget)
    return CellView(kind, role, grade_id, source, notes + outputs, conceal and bool(given))


def _source(kind: str, text: str, attachments: Any, budget: _Budget) -> tuple[Markup, bool]:
    """The source of a cell, and whether it is shown plain for lack of time."""
    if kind == "raw":
        return sanitize.plain(text), False
    if kind == "code":
        if budget.affords(len(text), 1.0):
            return sanitize.code(text), False
        return sanitize.plain_code(text), True
    text = _without_mark_schemes(text)
    if not budget.affords(len(text), _MARKDOWN_WORK):
        return Markup("<pre>{}</pre>").format(sanitize.plain(text)), True
    if not isinstance(attachments, dict) or not attachments:
        return sanitize.markdown(text), False
    source = sanitize.markdown(text, attachments, max(0, budget.output_bytes))
    # What the attachments took; their text counts as source.
    drawn = max(0, len(source) - sanitize.MAX_MARKUP)
    budget.output_bytes -= drawn
    budget.source_bytes += drawn
    return source, False


def _without_mark_schemes(text: str) -> str:
    """`text` with an empty line for each mark scheme, which goes to the end if it has none.

    As in a source, a mark counts anywhere in a line. Only runs of earlier versions have them.
    """
    if BEGIN_MARKS not in text:
        return text
    kept: list[str] = []
    inside = False
    for line in text.split("\n"):
        begins = not inside and BEGIN_MARKS in line
        if begins:
            kept.append("")
        elif not inside:
            kept.append(line)
        if inside or begins:
            inside = END_MARKS not in (line.rpartition(BEGIN_MARKS)[2] if begins else line)
    return "\n".join(kept)


def _identity(cell: Mapping[str, Any]) -> tuple[Role, str]:
    """Role and id: what the examination noted, or nbgrader's metadata."""
    noted = cell.get("metadata", {}).get("autograder")
    if isinstance(noted, Mapping) and "role" in noted:
        return Role(noted["role"]), str(noted.get("grade_id", ""))
    info = describe(cell)
    return info.role, info.grade_id


def _outputs(outputs: Sequence[Mapping[str, Any]], budget: _Budget) -> tuple[OutputView, ...]:
    shown: list[OutputView] = []
    for number, output in enumerate(outputs):
        if number == MAX_OUTPUTS or budget.output_bytes <= 0:
            left = len(outputs) - number
            shown.append(_note(f"{left:,} more output{'' if left == 1 else 's'} not shown."))
            break
        item = _output(output, budget)
        budget.output_bytes -= len(item.content)
        shown.append(item)
    return tuple(shown)


def _output(output: Mapping[str, Any], budget: _Budget) -> OutputView:
    kind = output.get("output_type")
    if kind == "stream":
        style = "stderr" if output.get("name") == "stderr" else "stream"
        return OutputView(style, _terminal(_joined(output.get("text", "")), budget))
    if kind == "error":
        lines = output.get("traceback")
        text = "\n".join(map(str, lines)) if isinstance(lines, list) else ""
        text = text or f"{output.get('ename', '')}: {output.get('evalue', '')}"
        return OutputView("error", _terminal(text, budget))
    data = output.get("data")
    return _bundle(data if isinstance(data, Mapping) else {}, budget)


def _terminal(text: str, budget: _Budget) -> Markup:
    """Coloured, if there is time."""
    if budget.affords(len(text), _TERMINAL_WORK):
        return sanitize.terminal(text)
    # Nothing may be left of escape sequences, which yet take time.
    budget.output_bytes -= min(len(text), sanitize.MAX_CHARACTERS)
    return sanitize.plain(text)


def _bundle(data: Mapping[str, Any], budget: _Budget) -> OutputView:
    """The richest representation that can be shown."""
    shown = _markup(data, budget)
    if shown is not None:
        return shown
    for kind in ("image/svg+xml", "image/png", "image/jpeg", "image/gif"):
        if kind in data:
            return _image(kind, data)
    if "text/latex" in data:
        source = _joined(data["text/latex"])
        if budget.affords(len(source), _MARKDOWN_WORK):
            return OutputView("result", sanitize.latex(source))
    text = _joined(data.get("text/plain", ""))
    late = budget.work < 0 and not _FORMATTED.isdisjoint(data)
    if late and not text:
        return _note("This notebook is very long: a formatted output is not shown.")
    acts = [] if late else [kind for kind in data if kind not in _PASSIVE]
    if acts:
        note = Markup("<p>{}</p>").format(_INTERACTIVE.format(sanitize.plain(str(acts[0]))))
        return OutputView("note", note + Markup("<pre>{}</pre>").format(sanitize.plain(text)))
    return OutputView("stream", _terminal(text, budget))


def _markup(data: Mapping[str, Any], budget: _Budget) -> OutputView | None:
    """HTML or Markdown; None if there is none, or nothing to see in it, or no time."""
    if "text/html" in data:
        source = _joined(data["text/html"])
        if budget.affords(len(source), _HTML_WORK, sanitize.MAX_MARKUP):
            content = sanitize.html(source)
            if content.striptags() or "<img" in content:
                if len(source) > sanitize.MAX_MARKUP:
                    content += Markup("<p><em>… the rest is left out …</em></p>")
                return OutputView("result", content)
    if "text/markdown" in data:
        source = _joined(data["text/markdown"])
        if budget.affords(len(source), _MARKDOWN_WORK):
            return OutputView("result", sanitize.markdown(source))
    return None


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
