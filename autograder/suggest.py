"""Messages about a wrong name: what was meant, and what is allowed."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def did_you_mean(wrong: str, allowed: Iterable[str]) -> str:
    """A hint for `wrong`: the nearest allowed name, and all of them.

    >>> did_you_mean("titel", ["title", "week"])
    "Did you mean 'title'? Allowed: title, week."
    >>> did_you_mean("xyz", ["title", "week"])
    'Allowed: title, week.'
    """
    names = sorted(set(allowed))
    near = difflib.get_close_matches(wrong, names, n=1, cutoff=0.6)
    meant = f"Did you mean {near[0]!r}? " if near else ""
    return f"{meant}Allowed: {', '.join(names)}."
