"""Who gives a command, and how names are compared and listed."""

from __future__ import annotations

import getpass
import unicodedata
from collections.abc import Iterable
from typing import Final

from autograder.errors import UsageError

_MOST_NAMES: Final = 20


def author(name: str | None) -> str:
    """`name`, or the login of this user.

    Raises:
        UsageError: neither is known.
    """
    if name and name.strip():
        return name.strip()
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container with a user id that has no name
        raise UsageError("nobody knows who you are", hint="Say it: --by NAME.") from None


def composed(name: str) -> str:
    """`name` with é as one character, as keyboards write it; macOS stores e and an accent.

    >>> composed("Jose\N{COMBINING ACUTE ACCENT}") == "Jos\N{LATIN SMALL LETTER E WITH ACUTE}"
    True
    """
    return unicodedata.normalize("NFC", name)


def but_for_zeros(name: str, known: Iterable[str]) -> str | None:
    """The only one of `known` that differs from `name` by leading zeros alone.

    Spreadsheet programs take a login of digits for a number, and drop its zeros. None if `name`
    itself is known.

    >>> but_for_zeros("123", ["00123", "0124"]), but_for_zeros("123", ["00123", "0123"])
    ('00123', None)
    """
    names = set(known)
    number = _number(name)
    if number is None or name in names:
        return None
    found = [other for other in names if _number(other) == number]
    return found[0] if len(found) == 1 else None


def _number(name: str) -> str | None:
    return name.lstrip("0") if name.isascii() and name.isdecimal() else None


def some_of(names: Iterable[str], separator: str = ", ") -> str:
    """The names, each once; of many, the first twenty and how many more there are.

    >>> some_of(["ada", "bob", "ada"]), some_of(map(str, range(23)), "; ")[-25:]
    ('ada, bob', '16; 17; 18; 19 and 3 more')
    """
    known = list(dict.fromkeys(names))
    more = len(known) - _MOST_NAMES
    shown = separator.join(known[:_MOST_NAMES])
    return f"{shown} and {more} more" if more > 0 else shown
