"""Types and actions for the options of the command line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any


def positive(text: str) -> int:
    """A whole number from 1."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is not 1 or more")
    return number


def natural(text: str) -> int:
    """A whole number from 0."""
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError(f"{number} is below 0")
    return number


def points(text: str) -> float:
    """Points with a decimal point or comma, as in a sheet."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        message = f"{text!r} is no number of points, e.g. 2.5"
        raise argparse.ArgumentTypeError(message) from None


def percentage(text: str) -> float:
    """A number from 0 to 100."""
    try:
        number = float(text.removesuffix("%"))
    except ValueError:
        number = -1.0
    if not 0 <= number <= 100:
        message = f"{text!r} is no number from 0 to 100"
        raise argparse.ArgumentTypeError(message)
    return number


class Instead(argparse.Action):
    """A flag in whose company some positional arguments are not needed.

    With ``nargs="?"`` they could not stand behind an option: argparse would take them for left out.
    """

    def __init__(
        self,
        option_strings: Sequence[str],
        dest: str,
        of: Sequence[argparse.Action],
        help: str,  # noqa: A002  # argparse calls it so
    ) -> None:
        super().__init__(option_strings, dest, nargs=0, default=False, help=help)
        self.of = of

    def __call__(
        self,
        parser: argparse.ArgumentParser,  # noqa: ARG002  # argparse calls it so
        namespace: argparse.Namespace,
        *_: Any,
    ) -> None:
        setattr(namespace, self.dest, True)
        for action in self.of:
            action.required = False
