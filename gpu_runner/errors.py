"""Failures of the runner itself. None of them is ever the fault of the code it runs."""

from __future__ import annotations


class RunnerFailure(Exception):
    """Base: `message` says what is wrong and where, `hint` what to type next."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n  {self.hint}" if self.hint else self.message


class BackendUnavailable(RunnerFailure):
    """This host cannot run the backend, or may not: no engine, no permission, not trusted."""


class ImageMissing(RunnerFailure):
    """The image is not on this host, or could not be built."""


class SlotFailed(RunnerFailure):
    """A slot did not open or answer, or lost a kernel: worth one more try in a fresh slot."""
