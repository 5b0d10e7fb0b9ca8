"""Mutants that the author has looked at and found to be right: `variants/equivalent.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from typing import Final

from autograder.assignment import Assignment
from autograder.checking.findings import Finding, Kind, error
from autograder.errors import ConfigError
from autograder.toml_table import Table

NAME: Final = "variants/equivalent.toml"
_HINT: Final = "See docs/check.md."


def read_equivalent(assignment: Assignment) -> dict[str, str]:
    """Reasons by the mutant's key; a table per key, `[3fa2b1c0]` with `reason = "…"`.

    Raises:
        ConfigError: the file is no such TOML, or a reason is missing.
    """
    file = assignment.folder / NAME
    if not file.is_file():
        return {}
    try:
        values = tomllib.loads(file.read_text("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise ConfigError(f"{file}: not valid TOML: {problem}", hint=_HINT) from None
    except OSError as problem:
        raise ConfigError(f"{file}: cannot be read: {problem.strerror}") from None
    whole = Table(file, values)
    reasons = {}
    for key in whole:
        table = whole.table(key)
        table.allow(("reason",))
        reasons[key] = table.text("reason", required=True)
    return reasons


def stale_keys(reasons: Mapping[str, str], known: Iterable[str]) -> list[Finding]:
    """Entries for mutants that do not exist (any more)."""
    gone = sorted(set(reasons) - set(known))
    return [
        error(
            Kind.EQUIVALENT_STALE,
            "mutants",
            f"{NAME} marks the mutant {key}, which does not exist",
            advice="The answer has changed: remove the entry, and look at the survivors again.",
        )
        for key in gone
    ]
