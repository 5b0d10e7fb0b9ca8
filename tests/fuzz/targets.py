"""What is fuzzed: bytes in, and nothing but the named errors out.

A target is a function of bytes. It returns quietly whatever it is given; anything that it raises
is a finding.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from functools import cache
from typing import Any, Final

from autograder.errors import SubmissionError
from autograder.examine.assemble import assemble
from autograder.examine.examiner import CandidateError, Examination
from autograder.examine.handles import Handle
from autograder.examine.ownership import imports_of, names_of
from autograder.examine.template import Template, make_template
from autograder.examine.wire import Decoder, Encoder
from autograder.examine.wire_types import Message, WireError
from autograder.notebooks import notebook_bytes, read_notebook

SEPARATOR: Final = b"\n--\n"
"""Between the tree of a message and its buffers."""


class _Channel:
    """Answers every question with one message."""

    def __init__(self, reply: Message) -> None:
        self.reply = reply
        self.deadline = 0.0

    def ask(self, op: str, question: Message) -> Message:
        return self.reply

    def forget(self, number: int) -> None:
        pass


def wire(data: bytes) -> None:
    """An answer of the candidate: a value that can travel on, or an error of the student's."""
    tree, *buffers = data.split(SEPARATOR)
    channel: Any = _Channel(Message(tree, buffers))
    try:
        value = Examination(channel, seed=0, sources={}).ask("names", ["x"])
    except (CandidateError, WireError):
        return
    try:
        message = Encoder(_refer).message(value)
    except WireError:  # one level deeper than the decoder's last
        return
    Decoder(message.buffers, {"handle": lambda *_: None}).message(message.tree)


def _refer(value: Any, _encoder: Encoder) -> dict[str, Any]:
    assert issubclass(type(value), Handle) or str(value) == "NaT", "a value that cannot travel"
    return {"k": "handle"}


def notebook(data: bytes) -> None:
    """A submitted file: a notebook that is read back as it was written, or a SubmissionError."""
    try:
        found = read_notebook(data)
    except SubmissionError:
        return
    assert read_notebook(notebook_bytes(found)) == found


def assembler(data: bytes) -> None:
    """The cells of a submission, as JSON, put together with an instructor's notebook."""
    whole = b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": ' + data + b"}"
    try:
        submission = read_notebook(whole)
        assembled = assemble(template(), submission)
    except SubmissionError:
        return
    order = [item.index for item in assembled.cells if item.index is not None]
    assert order == sorted(order) == list(range(len(template().cells)))
    for item in assembled.cells:
        if item.index is not None:
            cell = template().cells[item.index]
            # Of the instructor's cells only answers may differ, and only in their text.
            fields = ("grade_id", "role", "points", "cell_type")
            assert all(getattr(item.info, name) == getattr(cell, name) for name in fields)
            free = item.info.grade_id in ("q1", "d1")
            assert free or item.info.source == cell.source
        else:
            assert item.info.points == 0
        with contextlib.suppress(UnicodeEncodeError):
            json.dumps(item.info.source).encode()
        names_of(item.info.source)
        imports_of(item.info.source)


TARGETS: Final[dict[str, Callable[[bytes], None]]] = {
    "wire": wire,
    "notebook": notebook,
    "assemble": assembler,
}


def _cell(source: str, grade_id: str, kind: str = "code", **meta: Any) -> dict[str, Any]:
    marks = {"schema_version": 3, "grade": False, "solution": False, "locked": False, **meta}
    nbgrader = {**marks, "grade_id": grade_id}
    return {"cell_type": kind, "source": source, "metadata": {"nbgrader": nbgrader}}


@cache
def template() -> Template:
    """An assignment with a read-only cell, an answer, a test and a text answer."""
    hidden = "# one\n### BEGIN HIDDEN TESTS\nassert f() == 1\n### END HIDDEN TESTS"
    truth = [
        _cell("import numpy as np", "setup", locked=True),
        _cell("def f():\n    return 1", "q1", solution=True),
        _cell(hidden, "q1_test", grade=True, locked=True, points=2),
        _cell("Because.", "d1", "markdown", grade=True, solution=True, points=3),
    ]
    release = [dict(cell) for cell in truth]
    release[1]["source"] = "def f():\n    ..."
    release[2]["source"] = "# one"
    return make_template("nb", {"cells": truth}, {"cells": release})
