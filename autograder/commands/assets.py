"""`autograder assets`: fetch declared data and models, or list them."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.markup import escape

from autograder import terminal
from autograder.assets import AssetState, assets_folder, fetch, listed
from autograder.course import Course
from autograder.errors import UsageError


def run(args: argparse.Namespace) -> int:
    """Fetch or list assets.

    Reads from `args`:
        course (Path | None): a folder of the course; the working directory if None.
        action (str): "fetch" or "list".
        assignments (list[str]): names; all assignments if empty.
        asset (str | None): only the asset of this name.
        origin (Path | None): `--from`: a folder, zip archive or wheel to take the files from.

    Raises:
        UsageError: `--from` when listing, or as `fetch` and `listed`.
    """
    if args.action == "list" and args.origin is not None:
        raise UsageError("--from is for `assets fetch`", hint="Say fetch, or leave it away.")
    course = Course.load(args.course)
    console = terminal.results()
    if args.action == "fetch":
        states = fetch(course, args.assignments, only=args.asset, origin=args.origin)
    else:
        states = listed(course, args.assignments, only=args.asset)
    count = 0
    for state in states:
        _show(console, state)
        count += 1
    if not count:
        console.print("No assignment declares an asset.")
    else:
        console.print(f"Folder: {escape(str(assets_folder(course)))}")
    return 0


def _show(console: Console, state: AssetState) -> None:
    asset = state.asset
    need = "optional" if asset.optional else "needed"
    if state.present:
        mark = "[green]present[/]"
    elif state.wrong:
        mark = "[red]damaged[/]"
    else:
        mark = f"[{'yellow' if asset.optional else 'red'}]absent[/]"
    console.print(f"[bold]{escape(state.assignment)}[/]  {asset.name}: {mark} ({need})")
    console.print(f"  {escape(str(asset.source))}; licence: {escape(asset.licence)}")
    for line in state.wrong:
        console.print(f"  {escape(line)}")
