"""The `autograder` command: parse, dispatch, and turn errors into messages and exit codes.

Command modules import nbgrader, SQLAlchemy and other heavy packages, so only the one that is run
is imported: `autograder --help` answers in a fraction of a second.
"""

from __future__ import annotations

import gc
import importlib
import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Sequence
from types import ModuleType

from autograder import __version__
from autograder.command_line import make_parser
from autograder.errors import INTERNAL_ERROR, INTERRUPTED, AutograderError, RunnerError
from autograder.interrupts import ended_politely
from gpu_runner.errors import RunnerFailure


def _import_command(name: str) -> ModuleType:
    """Import a command, and look for no garbage among what it imports: neither now nor later.

    What is imported stays to the end. Looking through it takes a sixth of the time of a build while
    it comes in, and a quarter of it afterwards.
    """
    full_name = f"autograder.commands.{name}"
    if full_name in sys.modules:
        return sys.modules[full_name]
    collecting = gc.isenabled()
    gc.disable()
    try:
        return importlib.import_module(full_name)
    finally:
        gc.freeze()
        if collecting:
            gc.enable()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code (see `autograder.errors`)."""
    args = make_parser().parse_args(arguments)
    module = _import_command(args.command)
    try:
        with ended_politely():
            code: int = module.run(args)
    except AutograderError as error:
        _complain(str(error))
        return error.exit_code
    except RunnerFailure as error:
        _complain(str(error))
        return RunnerError.exit_code
    except KeyboardInterrupt:
        _complain("interrupted; what was finished is stored, and the same command continues")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has left (`| head`); Python would complain at exit, too.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - the last resort: a log instead of a traceback
        _complain(f"a bug in autograder: {type(error).__name__}: {error}\n  {_crash_log(error)}")
        return INTERNAL_ERROR
    return code


def _complain(text: str) -> None:
    sys.stderr.write(f"autograder: {text}\n")


def _crash_log(error: Exception) -> str:
    """Write a report that can be pasted into an issue; returns where it is."""
    python = f"Python {platform.python_version()}"
    lines = [
        f"### autograder {__version__} on {python}, {platform.platform()}",
        "",
        f"    {' '.join(sys.argv)}",
        "",
        "```",
        *traceback.format_exception(error),
        "```",
    ]
    with tempfile.NamedTemporaryFile(
        "w", prefix="autograder-crash-", suffix=".md", delete=False, encoding="utf-8"
    ) as file:
        file.write("\n".join(lines))
    return f"Please report it with {file.name}"


if __name__ == "__main__":
    sys.exit(main())
