"""What a check is asked to do, and whom it tells how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Progress(Protocol):
    """Is told what happens."""

    def phase(self, text: str, total: int) -> None: ...

    def advance(self) -> None: ...


class Silent:
    """Progress that nobody looks at."""

    def phase(self, text: str, total: int) -> None:
        """See `Progress`."""

    def advance(self) -> None:
        """See `Progress`."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """What to check, and how.

    Args:
        matrix: run every test against every mutant and variant.
        nbgrader: compare with `nbgrader autograde`.
        mutants: whether to examine mutants at all.
        questions: only these, e.g. `q1`; all, and what concerns the whole, if empty.
        seed: what the tests draw from.
        jobs: examinations at a time; by the machine if None.
        fresh: ignore stored results.
        assets: whether optional assets are there, if they have been fetched.
    """

    matrix: bool = False
    nbgrader: bool = False
    mutants: bool = True
    questions: frozenset[str] = frozenset()
    seed: int = 1
    jobs: int | None = None
    fresh: bool = False
    assets: bool = True
