"""`autograder init`: make a new course."""

from __future__ import annotations

import argparse
import shlex

from rich.markup import escape

from autograder import terminal
from autograder.init import init


def run(args: argparse.Namespace) -> int:
    """Make a course.

    Reads from `args`:
        folder (Path): where; made if it does not exist. Nothing in it is overwritten.
    """
    console = terminal.results()
    for name in init(args.folder):
        console.print(f"  [green]wrote[/] {escape(str(name))}")
    console.print(f"Next: cd {escape(shlex.quote(str(args.folder)))} && autograder build")
    return 0
