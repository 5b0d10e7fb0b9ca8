"""Who gives a command."""

from __future__ import annotations

import getpass

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
