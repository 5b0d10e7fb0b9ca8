"""How cells and their ends are written down: in the executed notebook and in the record."""

from __future__ import annotations

from typing import Any

import nbformat

from autograder.examine.assemble import AssembledCell
from autograder.examine.kernels import CellEnd


def plain_error(kind: str, name: str, text: str) -> dict[str, Any]:
    return {"kind": kind, "type": name, "text": text, "line": None, "traceback": ""}


def shown_cell(cell: AssembledCell) -> Any:
    """The cell as it stands in the executed notebook, with the instructor's metadata only."""
    info = cell.info
    metadata = {
        "autograder": {"role": str(info.role), "grade_id": info.grade_id, "points": info.points}
    }
    make = {
        "code": nbformat.v4.new_code_cell,
        "markdown": nbformat.v4.new_markdown_cell,
    }.get(info.cell_type, nbformat.v4.new_raw_cell)
    shown = make(info.source, metadata=metadata)
    if cell.attachments and info.cell_type != "code":
        shown["attachments"] = cell.attachments
    return shown


def cell_event(cell: AssembledCell, end: CellEnd, shown: Any) -> dict[str, Any]:
    return {
        "event": "cell",
        "cell": cell.info.grade_id,
        "role": cell.info.role,
        "source": cell.info.source if cell.index is None else None,
        "seconds": round(end.seconds, 4),
        "limit": end.limit,
        "error": end.error,
        "outputs": len(shown.outputs),
    }
