"""Whose a hand-in of a download is: names of a learning-management system, and the roster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from autograder.errors import SubmissionError, UsageError
from autograder.gradebook.values import StudentRow
from autograder.grading.forms import Named
from autograder.grading.submissions import check_name
from autograder.people import composed
from autograder.reports.csv_table import read_cells
from autograder.suggest import did_you_mean

_TITLES: Final = frozenset({"id", "student", "login", "username"})
"""What a column of logins may be called in the first line of a map."""


class Unknown(Exception):
    """It is not known whose a hand-in is. The text says why."""


def is_enrolled(student: StudentRow) -> bool:
    """Whether a student comes from a roster: those whom a file's name made have no name."""
    return bool(student.first_name or student.last_name or student.email)


class Roster:
    """The students of the course, as names of a download may call them."""

    def __init__(
        self, students: Sequence[StudentRow], mapped: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        """Index them.

        Args:
            students: of the gradebook.
            mapped: logins by name in the download, as `read_map` gives them.
        """
        self.was_read = any(map(is_enrolled, students))
        self._mapped = mapped or {}
        self._exact = {row.name for row in students}
        self._logins = _index(students, lambda row: [row.name.casefold()])
        self._addresses = _index(students, lambda row: [row.email.strip().casefold()])
        self._names = _index(
            students,
            lambda row: [
                _letters(row.first_name + row.last_name),
                _letters(row.last_name + row.first_name),
            ],
        )

    def logins(self, named: Named) -> tuple[list[str], bool]:
        """The logins of those who handed in, and whether it was told by no more than a name.

        Several where the map says so, for a group; none where the map leaves the line empty.

        Raises:
            Unknown: nobody is called so, or it may be one of several.
        """
        for text in (named.identity, named.person, *named.others):
            if (mapped := self._mapped.get(_folded(text))) is not None:
                return list(mapped), False
        if named.is_login and composed(named.person) in self._exact:
            return [composed(named.person)], False
        texts = dict.fromkeys(map(_folded, (named.person, *named.others)))
        sure = _among(self._logins, texts) | _among(self._addresses, texts)
        if named.is_login:
            own = _among(self._logins, [_folded(named.person)])
            sure = own or sure
        by_name = _among(self._names, map(_letters, texts)) | self._login_and_name(named.person)
        found = sure if sure and named.is_login else sure | by_name
        if len(found) == 1:
            return list(found), not sure
        if found:
            raise Unknown(f"may be {' or '.join(sorted(found))}")
        if named.is_login and not self.was_read:
            return [_checked(named.person)], False
        raise Unknown("nobody in the roster" if self.was_read else "no roster tells the login")

    def _login_and_name(self, person: str) -> set[str]:
        """Some schools write the login before the name, in one field."""
        login, _, name = person.partition(" ")
        return _among(self._logins, [_folded(login)]) & _among(self._names, [_letters(name)])


def read_map(text: str, name: str, students: Sequence[StudentRow]) -> dict[str, list[str]]:
    """Logins by name in the download, from a table of two columns.

    A first line of titles may stand there, and need not. A line without a login leaves the name
    out; several lines of one name are a group that hands in together.

    Args:
        name: of the file, for messages.
        students: of the gradebook; where a roster was read, every login has to be in it.

    Raises:
        UsageError: a line has not two cells, or names no login.
    """
    known = [row.name for row in students]
    strict = any(map(is_enrolled, students))
    found: dict[str, list[str]] = {}
    for number, cells in enumerate(read_cells(text, name), 1):
        row = [composed(cell).strip() for cell in cells]
        if not any(row) or (number == 1 and len(row) > 1 and row[1].casefold() in _TITLES):
            continue
        if len(row) < 2 or not row[0] or any(row[2:]):
            message = f"{name}, line {number}: not a name and a login"
            raise UsageError(message, hint="Two columns: the name in the download, the login.")
        logins = found.setdefault(_folded(row[0]), [])
        if row[1]:
            if strict and row[1] not in known:
                message = f"{name}, line {number}: no student {row[1]!r} in the roster"
                raise UsageError(message, hint=did_you_mean(row[1], known))
            try:
                logins.append(_checked(row[1]))
            except Unknown as problem:
                raise UsageError(f"{name}, line {number}: {problem}") from None
    return found


def _checked(login: str) -> str:
    login = composed(login)
    try:
        check_name(login)
    except SubmissionError as problem:
        raise Unknown(problem.message) from None
    return login


def _index(
    students: Iterable[StudentRow], keys: Callable[[StudentRow], Iterable[str]]
) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in students:
        for key in keys(row):
            if key:
                found[composed(key)].add(row.name)
    return dict(found)


def _among(index: Mapping[str, set[str]], keys: Iterable[str]) -> set[str]:
    return {login for key in keys for login in index.get(key, ())}


def _folded(text: str) -> str:
    return composed(text).strip().casefold()


def _letters(text: str) -> str:
    """A name as Canvas writes it: small letters and digits, without anything between."""
    return "".join(mark for mark in _folded(text) if mark.isalnum())
