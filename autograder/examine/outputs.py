"""Bounds on what a test cell shows: it may show what the student's code answered, of any length."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import TracebackType
from typing import Any, Final

from autograder.examine.frames import explain

MAX_DETAIL: Final = 20_000
"""Characters of one message or traceback."""
MAX_SHOWN: Final = 1 << 20
"""Characters that one test cell prints to each stream, and of each text that it displays."""

StudentError = type[BaseException]


class OutputBounds:
    """Cuts what the test cells of `shell` print, display and raise; not the grader's own cells.

    Args:
        student_error: errors of this class are the student's, and shown with both their halves.
    """

    def __init__(self, shell: Any, student_error: StudentError) -> None:
        self._student_error = student_error
        self._left: dict[str, int] = {}
        # Silent cells, which are the grader's, fire no event.
        shell.events.register("pre_run_cell", self._begin)
        shell.events.register("post_run_cell", self._end)
        for name in ("stdout", "stderr"):
            stream: Any = getattr(sys, name)
            stream.write = self._writer(name, stream.write)
        formatter = shell.display_formatter
        formatter.format = self._formatter(formatter.format)
        shell.set_custom_exc((Exception,), self._show)

    def _begin(self, _: Any) -> None:
        self._left = {"stdout": MAX_SHOWN, "stderr": MAX_SHOWN}

    def _end(self, _: Any) -> None:
        self._left = {}

    def _writer(self, name: str, write: Callable[[str], Any]) -> Callable[[str], int]:
        def bounded(text: str) -> int:
            if name in self._left:
                shown = text[: self._left[name]]
                self._left[name] -= len(shown)
                write(shown)
            else:
                write(text)
            return len(text)

        return bounded

    def _formatter(self, format_value: Callable[..., Any]) -> Callable[..., Any]:
        def bounded(value: Any, include: Any = None, exclude: Any = None) -> tuple[Any, Any]:
            data, metadata = format_value(value, include=include, exclude=exclude)
            if self._left:
                data = {
                    kind: _shortened(part, MAX_SHOWN)
                    for kind, part in data.items()
                    # A part of a picture is none.
                    if not kind.startswith("image/") or len(part) <= MAX_SHOWN
                }
            return data, metadata

        return bounded

    def _show(
        self,
        shell: Any,
        kind: StudentError,
        error: BaseException,
        trace: TracebackType | None,
        tb_offset: int | None = None,
    ) -> list[str]:
        """Show an error as the output of the test cell."""
        if isinstance(error, self._student_error):
            half = getattr(error, "remote_traceback", "")
            lines = explain(trace, shell.user_ns, half)
        else:
            if len(text_of(error)) > MAX_DETAIL:
                # The kernel's reply holds the error's text, too.
                error.args = (_shortened(text_of(error), MAX_DETAIL),)
            lines = shell.InteractiveTB.structured_traceback(kind, error, trace, tb_offset)
        shell._showtraceback(kind, text_of(error), lines)
        return lines


def text_of(error: BaseException) -> str:
    """`str(error)`; of ``assert isinstance(h, X), h`` it asks the candidate, which may fail."""
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - whatever comes of the student's own __str__
        return "(its text cannot be shown)"


def _shortened(text: Any, most: int) -> Any:
    if not isinstance(text, str) or len(text) <= most:
        return text
    return text[:most] + f" … ({len(text) - most:,} more characters)"
