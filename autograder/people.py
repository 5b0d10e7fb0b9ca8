"""Who gives a command, and how names are compared."""

from __future__ import annotations

import getpass
import unicodedata

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
