"""Putting hand-ins of a download where `grade` looks for them; what is there already is kept."""

from __future__ import annotations

import enum
import os
import re
import secrets
import shutil
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Final

from autograder.errors import StorageError, SubmissionError, UsageError
from autograder.files import write_atomic
from autograder.grading.downloads import Item
from autograder.grading.forms import Named, in_utc
from autograder.grading.strays import ARCHIVES, Stray
from autograder.grading.submissions import (
    TIMESTAMP,
    Submission,
    find_submissions,
    folder_name,
    is_notebook,
)
from autograder.grading.whose import Roster, Unknown

_NEVER: Final = datetime.min.replace(tzinfo=UTC)
KEPT: Final = "replaced"
"""Folder below the state folder with the submissions that newer ones have replaced."""
_COPY: Final = re.compile(r"(?:-\d+| ?\(\d+\)| - (?:copy|kopie|copie))+$", re.IGNORECASE)
"""What systems, browsers and file managers add to the name of a second file."""


class State(enum.StrEnum):
    """What becomes of a hand-in."""

    NEW = "new"
    REPLACES = "replaces"
    UNCHANGED = "unchanged"
    OLDER = "older"
    EARLIER = "earlier"
    REFUSED = "refused"
    LEFT_OUT = "left out"


class Dated(enum.StrEnum):
    """Where the time of a hand-in comes from."""

    NAME = "its name"
    METADATA = "metadata"
    NOT_LATE = "not late"
    """It was downloaded after the due date, and the system does not call it late."""
    FILE = "file"
    """The time that the archive or the disk gives the file."""
    NOW = "now"


@dataclass(frozen=True, kw_only=True)
class HandIn:
    """What one student handed in at one time, and what becomes of it."""

    named: Named
    files: tuple[tuple[Item, Named], ...]
    login: str = ""
    by_name: bool = False
    """Whether nothing but a full name tells whose it is."""
    state: State = State.NEW
    why: str = ""
    """A remark on `state`."""
    notebooks: Mapping[str, Item] = field(default_factory=dict)
    """The file of each notebook of the assignment."""
    received_at: datetime = _NEVER
    dated: Dated = Dated.FILE

    @property
    def modified(self) -> datetime:
        """The time of its newest file, by the archive or the disk."""
        times = [item.modified for item, _ in self.files if item.modified]
        return max(times, default=_NEVER)

    @property
    def names(self) -> str:
        """What the student called the notebooks that are taken, or else all files."""
        taken = set(self.notebooks.values())
        files = {named.file for item, named in self.files if item in taken or not taken}
        return ", ".join(sorted(files))

    def refused(self, why: str) -> HandIn:
        return replace(self, state=State.REFUSED, why=why)


def hand_ins(
    named: Iterable[tuple[Item, Named | None]], roster: Roster
) -> tuple[list[HandIn], list[Stray]]:
    """The hand-ins of all downloads, with their logins, and what nobody's name is on."""
    groups: dict[tuple[object, ...], list[tuple[Item, Named]]] = defaultdict(list)
    strays = []
    for item, one in named:
        if one is None:
            strays.append(Stray(item.path, "no student in its name", ""))
        elif one.file:
            key = (item.download, one.system, one.person, one.identity, one.attempt)
            groups[key].append((item, one))
    found = [
        one
        for files in groups.values()
        for one in _with_logins(HandIn(named=files[0][1], files=tuple(files)), roster)
    ]
    return _without_namesakes(found), strays


def _with_logins(one: HandIn, roster: Roster) -> list[HandIn]:
    try:
        logins, by_name = roster.logins(one.named)
    except Unknown as problem:
        return [one.refused(str(problem))]
    if not logins:
        return [replace(one, state=State.LEFT_OUT, why="no login in the map")]
    return [replace(one, login=login, by_name=by_name) for login in logins]


def _without_namesakes(found: Sequence[HandIn]) -> list[HandIn]:
    """Two people of one name in the download, and one in the roster: who it is nobody knows."""
    people: dict[str, set[str]] = defaultdict(set)
    for one in found:
        if one.login:
            people[one.login].add(one.named.identity)
    return [
        one.refused(f"two are called so: {', '.join(sorted(people[one.login]))}")
        if one.by_name and len(people[one.login]) > 1
        else one
        for one in found
    ]


def pick(one: HandIn, notebooks: Sequence[str]) -> tuple[HandIn, list[Stray]]:
    """The hand-in with its file for each notebook, and what in it is none of them."""
    files = [(item, named.file) for item, named in one.files if is_notebook(named.file)]
    taken: dict[str, Item] = {}
    remarks = []
    for stem in notebooks:
        same = [pair for pair in files if pair[1] == f"{stem}.ipynb"]
        rest = [pair for pair in files if pair[0] not in taken.values()]
        alike = [pair for pair in rest if _plain(pair[1]) == _plain(f"{stem}.ipynb")]
        only = rest if len(notebooks) == 1 and len(rest) == 1 else []
        choice = same or alike or only
        if len(choice) == 1:
            taken[stem] = choice[0][0]
            if choice[0][1] != f"{stem}.ipynb":
                remarks.append(f"taken as {stem}.ipynb")
        elif choice:
            remarks.append(f"{len(choice)} files are {stem}.ipynb")
        elif len(notebooks) == 1 and rest:
            remarks.append(f"{len(rest)} notebooks, and none is {stem}.ipynb")
        else:
            remarks.append(f"no {stem}.ipynb")
    strays = [
        Stray(item.path, _why_not(item), one.login)
        for item, _ in one.files
        if item not in taken.values()
    ]
    why = "; ".join(remarks)
    if not taken:
        return one.refused(why), strays
    return replace(one, notebooks=taken, why=why), strays


def _plain(name: str) -> str:
    """A notebook's name without what is added to a second file of one name."""
    return _COPY.sub("", name[: -len(".ipynb")].strip()).casefold()


def _why_not(item: Item) -> str:
    if Path(item.parts[-1]).suffix.lower() in ARCHIVES:
        return "an archive: unpack it, and collect the folder"
    if is_notebook(item.parts[-1]):
        return "a notebook of another name"
    return "no notebook"


def date(one: HandIn, zone: tzinfo | None, due: datetime | None) -> HandIn:
    """The hand-in with the time when it was handed in, as far as the download tells it.

    Args:
        zone: of times that name none; None: this machine's.
        due: until when this student may hand in.
    """
    if one.named.moment and (moment := in_utc(one.named.moment, zone)):
        dated = Dated.METADATA if one.named.system == "Gradescope" else Dated.NAME
        return replace(one, received_at=moment, dated=dated)
    if one.modified == _NEVER:
        return replace(one, received_at=datetime.now(UTC), dated=Dated.NOW)
    if one.named.late is False and due is not None and one.modified > due:
        return replace(one, received_at=due.astimezone(UTC), dated=Dated.NOT_LATE)
    return replace(one, received_at=one.modified, dated=Dated.FILE)


def latest(found: Sequence[HandIn]) -> list[HandIn]:
    """Of several hand-ins of one student, the newest stays; the others are named `EARLIER`."""
    newest: dict[str, HandIn] = {}
    for one in found:
        if one.state is State.NEW:
            best = newest.setdefault(one.login, one)
            if (one.received_at, one.modified) >= (best.received_at, best.modified):
                newest[one.login] = one
    return [
        one
        if one.state is not State.NEW or newest[one.login] is one
        else replace(one, state=State.EARLIER, why="a newer one is in the download")
        for one in found
    ]


class Target:
    """The folder that `grade` reads, and the one for what is replaced in it."""

    def __init__(
        self,
        folder: Path,
        state_dir: Path,
        assignment: str,
        notebooks: Sequence[str],
        *,
        max_bytes: int,
        zone: tzinfo,
    ) -> None:
        """Look at what is there.

        Args:
            max_bytes: of one notebook.
            zone: what abbreviations mean in the times that nbgrader's collection wrote.
        """
        self._folder = folder
        self._kept = state_dir / KEPT / assignment
        self._assignment = assignment
        self._notebooks = notebooks
        self._max_bytes = max_bytes
        self._there: dict[str, Submission] = {}
        if folder.is_dir():
            try:
                found = find_submissions(folder, assignment, list(notebooks), zone=zone)
                self._there = {submission.student: submission for submission in found}
            except UsageError:  # none yet
                pass

    def compare(self, one: HandIn) -> HandIn:
        """Say what storing the hand-in would do."""
        try:
            data = self._read(one)
        except SubmissionError as problem:
            return one.refused(problem.message)
        there = self._there.get(one.login)
        place = self._place(one.login)
        if there is None:
            odd = place.is_symlink() or place.parent.is_symlink() or place.exists()
            return one.refused(f"{place} is no submission, and in the way") if odd else one
        if there.unreadable:
            return one.refused(there.unreadable)
        before = {
            stem: there.files[stem].read_bytes() for stem in self._notebooks if stem in there.files
        }
        if before == data:
            return replace(one, state=State.UNCHANGED)
        if before and (one.received_at, one.modified) <= (there.received_at, _modified(there)):
            when = f"{there.received_at:%Y-%m-%d %H:%M} UTC"
            return replace(one, state=State.OLDER, why=f"what is there is of {when}, and stays")
        return replace(one, state=State.REPLACES)

    def store(self, one: HandIn) -> Path | None:
        """Store a hand-in that is new or replaces another; return where that one is now.

        The new folder is complete before the old one goes, so that a killed command can be given
        again.

        Raises:
            StorageError: the disk is full, or a folder cannot be written.
            SubmissionError: the download cannot be read any more.
        """
        data = self._read(one)
        there = self._there.get(one.login)
        place = there.source if there is not None else self._place(one.login)
        if there is not None and not place.is_dir():
            place = self._place(one.login)
        made = place.parent / f".{place.name}.{secrets.token_hex(4)}"
        try:
            for stem, content in data.items():
                path = made / f"{stem}.ipynb"
                write_atomic(path, content, durable=True)
                if (modified := one.notebooks[stem].modified) is not None:
                    seconds = max(0.0, modified.timestamp())
                    os.utime(path, (seconds, seconds))
            if one.dated not in (Dated.FILE, Dated.NOW):
                text = (
                    f"{one.received_at.replace(tzinfo=None).isoformat(' ', 'microseconds')} UTC\n"
                )
                write_atomic(made / TIMESTAMP, text.encode())
            kept = None if there is None else self._put_away(there)
            made.replace(place)
        except OSError as problem:
            where, why = problem.filename or place, problem.strerror or problem
            hint = "Check the folder's owner and the free space."
            raise StorageError(f"{where}: cannot be written: {why}", hint=hint) from None
        finally:
            shutil.rmtree(made, ignore_errors=True)
        return kept

    def _place(self, login: str) -> Path:
        return self._folder / login / self._assignment

    def _read(self, one: HandIn) -> dict[str, bytes]:
        return {stem: item.read(self._max_bytes) for stem, item in one.notebooks.items()}

    def _put_away(self, there: Submission) -> Path:
        stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{there.sha256[:8]}-{secrets.token_hex(2)}"
        kept = self._kept / folder_name(there.student) / stamp
        kept.parent.mkdir(parents=True, exist_ok=True)
        if there.source.is_dir():
            shutil.move(there.source, kept)
        else:
            kept.mkdir()
            shutil.move(there.source, kept / there.source.name)
        return kept


def _modified(there: Submission) -> datetime:
    newest = max((path.stat().st_mtime for path in there.files.values()), default=0.0)
    return datetime.fromtimestamp(newest, UTC)
