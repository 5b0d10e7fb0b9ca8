"""Where in a cell an error came from, and how a student is told of it."""

from __future__ import annotations

import linecache
from collections.abc import Iterator
from types import TracebackType
from typing import Any


def line_in_cell(trace: TracebackType | None, namespace: dict[str, Any]) -> int | None:
    """1-based line of the cell's own code, at its top level, where the error passed."""
    while trace is not None:
        frame = trace.tb_frame
        if frame.f_globals is namespace and frame.f_code.co_name == "<module>":
            return trace.tb_lineno
        trace = trace.tb_next
    return None


def explain(trace: TracebackType | None, namespace: dict[str, Any], remote: str) -> list[str]:
    """A traceback of two halves: the lines of the test, and `remote`, that of the student's code.

    What lies between them is the examination, in which nobody looks for a mistake.
    """
    lines = list(_lines_of_test(trace, namespace))
    return ["In the test:", *lines, "", "In the notebook:", remote.rstrip("\n")]


def _lines_of_test(trace: TracebackType | None, namespace: dict[str, Any]) -> Iterator[str]:
    while trace is not None:
        code = trace.tb_frame.f_code
        if trace.tb_frame.f_globals is namespace:
            where = "" if code.co_name == "<module>" else f", in {code.co_name}"
            yield f"  line {trace.tb_lineno}{where}"
            yield f"    {linecache.getline(code.co_filename, trace.tb_lineno).strip()}"
        trace = trace.tb_next
