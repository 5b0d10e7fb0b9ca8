"""`autograder collect`: sort in what a learning-management system gives as a download."""

from __future__ import annotations

import argparse
import shlex
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder import terminal
from autograder.course import Course
from autograder.errors import IncompleteError, SubmissionError, UsageError
from autograder.gradebook.store import Gradebook
from autograder.grading.collecting import Dated, HandIn, State, Target, date, hand_ins, latest, pick
from autograder.grading.downloads import Download, Item
from autograder.grading.forms import SYSTEMS, Named, compiled, recognise, recognise_by
from autograder.grading.printed import print_strays
from autograder.grading.strays import Stray
from autograder.grading.whose import Roster, read_map
from autograder.people import some_of
from autograder.reports.csv_table import read_text
from autograder.reports.wording import plural

_DONE: Final = {State.NEW: "new", State.REPLACES: "replaced"}


def run(args: argparse.Namespace) -> int:
    """Sort the hand-ins of downloads into the folder that `grade` reads.

    Reads from `args`:
        course (Path | None): a folder of the course; the working directory if None.
        assignment (str): its name.
        downloads (list[Path]): zip archives or folders.
        dry_run (bool): write nothing.
        map (Path | None): CSV file of names in the download and logins.
        pattern (str | None): regular expression, for downloads in no known form.
        timezone (str | None): of times that name none; the course's if None, or this machine's.
        submissions (Path | None): where to sort in; the course's submitted folder if None.

    Raises:
        UsageError: nothing in a download has a name in a known form.
        IncompleteError: some hand-ins were not sorted in; the others are.
    """
    course = Course.load(args.course)
    assignment = course.assignment(args.assignment)
    notebooks = [path.stem for path in assignment.notebooks]
    folder = args.submissions or course.submissions_folder(assignment.name)
    pattern = compiled(args.pattern) if args.pattern is not None else None
    zone, zone_is = _zone(args.timezone, course)
    console = terminal.remarks(soft_wrap=True)
    with Gradebook.open(course.db_url) as gradebook:
        students = gradebook.students()
        extended = {name: row.due for name, row in gradebook.extensions(assignment.name).items()}
    mapped = read_map(read_text(args.map), args.map.name, students) if args.map else None
    roster = Roster(students, mapped)
    target = Target(
        folder,
        course.state_dir,
        assignment.name,
        notebooks,
        max_bytes=course.max_notebook_bytes,
        zone=course.timezone() or UTC,
    )
    with ExitStack() as opened:
        named: list[tuple[Item, Named | None]] = []
        strays: list[Stray] = []
        for path in args.downloads:
            if path.is_dir() and folder.resolve().is_relative_to(path.resolve()):
                hint = "Move the download to a folder of its own, outside the course."
                raise UsageError(f"{path}: that is where hand-ins are sorted in", hint=hint)
            download = opened.enter_context(Download(path, zone))
            items = download.items
            found = recognise(items) if pattern is None else recognise_by(pattern, items)
            strays += download.refused
            if not any(one is not None and one.file for _, one in found):
                print_strays(console, [Stray(i.path, "no student in its name", "") for i in items])
                raise _unknown_form(args.downloads[0] if len(args.downloads) == 1 else path)
            named += found
        handed_in, others = hand_ins(named, roster)
        strays += others
        chosen = []
        for one in handed_in:
            if one.state is State.NEW:
                due = extended.get(one.login, assignment.due)
                one, left = pick(date(one, zone, due), notebooks)
                strays += left
            chosen.append(one)
        final = [target.compare(one) if one.state is State.NEW else one for one in latest(chosen)]
        if not args.dry_run:
            course.make_state_dir()
            final = [_stored(target, one, console) for one in final]
    _print(final, zone, dry_run=args.dry_run)
    _print_notes(console, final, zone_is, late=assignment.due is not None)
    print_strays(console, strays)
    if missed := [one for one in final if one.state is State.REFUSED]:
        raise _incomplete(missed, final, roster)
    return 0


def _zone(name: str | None, course: Course) -> tuple[tzinfo | None, str]:
    """The zone of times that name none (None: this machine's), and how to call it."""
    if name is not None:
        try:
            return ZoneInfo(name), name
        except (ValueError, OSError, ZoneInfoNotFoundError):
            hint = "Name a region and a city, e.g. Europe/Berlin, or UTC."
            raise UsageError(f"--timezone: {name!r} is no time zone", hint=hint) from None
    if (own := course.timezone()) is not None:
        return own, f"{own.key} (c.Exchange.timezone)"
    return None, "this machine's zone (another one: --timezone, or c.Exchange.timezone)"


def _unknown_form(path: object) -> UsageError:
    return UsageError(
        f"{path}: no name in it has a form of {', '.join(sorted(SYSTEMS))}",
        hint=r"Say where the names are, e.g.: --pattern '(?P<student_id>\w+)/(?P<file_id>\w+)'",
    )


def _stored(target: Target, one: HandIn, console: Console) -> HandIn:
    if one.state not in _DONE:
        return one
    try:
        kept = target.store(one)
    except SubmissionError as problem:
        return one.refused(problem.message)
    if kept is None:
        return one
    console.print(escape(f"{one.login}: what was there before is in {kept}"))
    return one


def _print(found: Sequence[HandIn], zone: tzinfo | None, *, dry_run: bool) -> None:
    """The table, and what it comes to, on standard output."""
    console = terminal.results(soft_wrap=False)
    table = Table("student", "handed in by", "file", "received", "time from", "outcome")
    for column in table.columns:
        column.overflow = "fold"
    for one in sorted(found, key=lambda one: (one.login or "~", one.received_at)):
        received = ""
        if one.login:
            received = f"{one.received_at.astimezone(zone):%Y-%m-%d %H:%M %Z}"
        words = f"{one.state}: {one.why}" if one.why else str(one.state)
        table.add_row(
            *(escape(text) for text in (one.login, one.named.person, one.names, received)),
            str(one.dated) if one.login else "",
            escape(words),
        )
    console.print(table)
    counts = Counter(one.state for one in found)
    text = ", ".join(f"{counts[state]} {state}" for state in State if counts[state])
    console.print(f"{text} (nothing is written)" if dry_run else text, soft_wrap=True)


def _print_notes(console: Console, found: Sequence[HandIn], zone: str, *, late: bool) -> None:
    """What the times are worth."""
    dated = [one for one in found if one.login and one.state is not State.REFUSED]
    notes = []
    if any(map(_names_no_zone, dated)):
        notes.append(f"times that name no zone are read in {zone}")
    canvas = [one for one in dated if one.named.system == "Canvas"]
    if canvas:
        notes.append("Canvas gives each file the time of the download, not that of the hand-in")
    if any(one.dated is Dated.NOT_LATE for one in canvas):
        notes.append(
            "what Canvas does not call late was downloaded after the due date: dated to it"
        )
    if names := [one.login for one in canvas if one.named.late and one.state in _DONE]:
        notes.append(
            f"{some_of(names)}: late by Canvas, which does not say since when; write it into"
            " timestamp.txt in the assignment's folder, e.g. 2026-12-01 14:58:23 Europe/Berlin"
        )
    others = [one for one in dated if one.dated in (Dated.FILE, Dated.NOW) and one not in canvas]
    if late and others:
        notes.append(
            f"{some_of(one.login for one in others)}: of these only the time of the file is known."
            " Look at it before it takes points off, or name a time: --pattern with timestamp"
        )
    for text in notes:
        console.print(f"[yellow]note[/]: {escape(text)}")


def _names_no_zone(one: HandIn) -> bool:
    if one.dated is Dated.FILE:  # a disk counts seconds, an archive the time of day
        return not one.files[0][0].download.is_dir()
    moment = one.named.moment
    return one.dated is Dated.NAME and moment is not None and moment.tzinfo is None


def _incomplete(
    missed: Sequence[HandIn], found: Sequence[HandIn], roster: Roster
) -> IncompleteError:
    """What to do about hand-ins that were not sorted in."""
    unknown = [one for one in missed if not one.login]
    shown = some_of([f"{one.named.person} ({one.why})" for one in missed])
    if unknown and not roster.was_read:
        hint = (
            "Read a roster first: autograder students ROSTER.csv (login, names, addresses). Or"
            " name them: --map FILE, with lines NAME,LOGIN."
        )
    elif unknown:
        line = shlex.quote(f"{unknown[0].named.person},LOGIN")
        hint = f"Name them: --map FILE, with a line for each, such as {line}."
    else:
        hint = "The others are sorted in. Put these into the submitted folder yourself."
    return IncompleteError(
        f"{len(missed)} of {plural(len(found), 'hand-in')} not sorted in: {shown}", hint=hint
    )
