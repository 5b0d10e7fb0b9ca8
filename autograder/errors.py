"""Every error that ends a command, each with an exit code of its own.

The codes are defined in one place so that they stay unique; `docs/cli.md` lists
them. A message says what is wrong and where; the hint says what to type next.
"""

from __future__ import annotations

from collections.abc import Sequence


class AutograderError(Exception):
    """Base of the errors that a user can act on; `main` prints them without a traceback."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n  {self.hint}" if self.hint else self.message


class UsageError(AutograderError):
    """The command line names something that does not exist or does not fit together."""

    exit_code = 2


class ConfigError(AutograderError):
    """`nbgrader_config.py` or an `assignment.toml` has a wrong key or value."""

    exit_code = 3


class SourceError(AutograderError):
    """A source notebook breaks the authoring rules: unclosed region, duplicate id, no points."""

    exit_code = 4


class SubmissionError(AutograderError):
    """A submission cannot be read. It is recorded for that student; the batch goes on."""

    exit_code = 5


class RunnerError(AutograderError):
    """No sandbox: no Docker engine, no image, or the sandbox failed repeatedly."""

    exit_code = 6


class StorageError(AutograderError):
    """The gradebook or a result file cannot be written: disk full, locked or damaged."""

    exit_code = 7


class StaleError(AutograderError):
    """`build --check` found releases or solutions that differ from their sources."""

    exit_code = 8


class IncompleteError(AutograderError):
    """A batch ended, but some submissions could not be graded or sorted in; the others are."""

    exit_code = 9


class AssetError(AutograderError):
    """Declared data or a model is missing, or its hash differs from the declaration."""

    exit_code = 10


class FindingsError(AutograderError):
    """`check` or `calibrate` found something to correct before the release."""

    exit_code = 11


def joined(errors: Sequence[AutograderError]) -> AutograderError:
    """One error for all of `errors`, of which there is at least one; its kind is the first one's.

    Each keeps its own hint: what helps one of them may be wrong for another.
    """
    if len(errors) == 1:
        return errors[0]
    return type(errors[0])("\n".join(str(error) for error in errors))


INTERNAL_ERROR = 70
INTERRUPTED = 130
