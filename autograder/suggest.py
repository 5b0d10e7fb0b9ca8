"""Messages about a wrong name: what was meant, and what is allowed."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Final

_MOST: Final = 20
"""Names that are all shown; of more, the nearest."""
_NEAREST: Final = 3


def did_you_mean(wrong: str, allowed: Iterable[str]) -> str:
    """A hint for `wrong`: the nearest allowed name, and all of them; of many, the three nearest.

    >>> did_you_mean("titel", ["title", "week"])
    "Did you mean 'title'? Allowed: title, week."
    >>> did_you_mean("xyz", ["title", "week"])
    'Allowed: title, week.'
    >>> did_you_mean("s17x", [f"s{number}" for number in range(300)])
    "Did you mean 's17'? Allowed: s17, s217, s197, … of 300."
    """
    names = sorted(set(allowed))
    near = difflib.get_close_matches(wrong, names, n=1, cutoff=0.6)
    meant = f"Did you mean {near[0]!r}? " if near else ""
    if len(names) > _MOST:
        nearest = difflib.get_close_matches(wrong, names, n=_NEAREST, cutoff=0.0)
        return f"{meant}Allowed: {', '.join(nearest)}, … of {len(names)}."
    return f"{meant}Allowed: {', '.join(names)}."
