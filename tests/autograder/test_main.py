"""The command as a process: imports, bugs, and a reader that leaves."""

import gc
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from autograder import main as command
from autograder.errors import INTERNAL_ERROR


def fail(args: object) -> int:
    raise ZeroDivisionError("a bug for this test")


def test_a_bug_leaves_a_report_that_can_be_pasted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(command, "_import_command", lambda name: SimpleNamespace(run=fail))
    assert command.main(["doctor"]) == INTERNAL_ERROR
    [report] = tmp_path.glob("autograder-crash-*.md")
    complaint = capsys.readouterr().err
    assert "ZeroDivisionError: a bug for this test" in complaint
    assert str(report) in complaint
    text = report.read_text(encoding="utf-8")
    assert 'raise ZeroDivisionError("a bug for this test")' in text
    assert f"Python {sys.version.split()[0]}" in text


def test_a_reader_that_leaves_is_no_error() -> None:
    script = "import sys; from autograder.main import main; sys.exit(main(sys.argv[1:]))"
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as stdout:
        done = subprocess.run(
            [sys.executable, "-u", "-c", script, "doctor"],
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            timeout=120,
        )
    assert (done.returncode, done.stderr) == (0, "")


def test_imports_are_neither_collected_now_nor_looked_through_later() -> None:
    script = (
        "import gc; from autograder.main import _import_command\n"
        "first = _import_command('build'); frozen = gc.get_freeze_count()\n"
        "again = _import_command('build')\n"
        "print(gc.isenabled(), frozen > 0, gc.get_freeze_count() == frozen, first is again)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.split() == ["True"] * 4


def test_a_caller_that_collects_no_garbage_still_does_not() -> None:
    script = (
        "import gc; gc.disable(); from autograder.main import _import_command\n"
        "_import_command('build'); print(gc.isenabled())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.split() == ["False"]
    assert gc.isenabled()
