"""Imported by the server that graders are forked from: a batch, so that forks find it all done.

Imports, mappers and compiled statements would otherwise take each of them a second.
"""

import contextlib
import io
import tempfile
from pathlib import Path

import pytest

from autograder.commands import grade
from tests.autograder.grading.conftest import GOOD, demo_cells, make_demo
from tests.faults import grader


def _grade_something() -> None:
    with tempfile.TemporaryDirectory(prefix="ag-") as folder, contextlib.ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setenv("GPU_RUNNER_SOCKETS", f"{folder}/s")
        stack.enter_context(contextlib.redirect_stdout(io.StringIO()))
        stack.enter_context(contextlib.redirect_stderr(io.StringIO()))
        stack.enter_context(grader.scripted(grader.Script()))
        demo = make_demo(Path(folder, "course"), demo_cells())
        demo.submit("ada", GOOD)
        grade.run(grader.arguments(demo.root))


_grade_something()
