"""Who gives a command, and how names are compared."""

from __future__ import annotations

import getpass
import unicodedata
from collections.abc import Iterable

from autograder.errors import UsageError


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
