"""What an assignment demands of its own tests: the table `[check]` of `assignment.toml`."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.toml_table import Table


@dataclass(frozen=True, kw_only=True)
class CheckSettings:
    """Bounds for `autograder check`.

    Args:
        kill_rate: share of the mutants, of a question and in all, that have to lose points.
        largest_single_loss: share of the points that one fault may cost.
        mutants_per_answer: more are sampled; 0 for all of them.
        words: names in text that look like code and need not exist in the notebook; beginnings
            of absolute paths that everybody has.
    """

    kill_rate: float = 0.95
    largest_single_loss: float = 0.5
    mutants_per_answer: int = 0
    words: tuple[str, ...] = ()


def read_check(table: Table) -> CheckSettings:
    """The table, or its defaults.

    Raises:
        ConfigError: an unknown key, or a value outside its range.
    """
    table.allow(("kill_rate", "largest_single_loss", "mutants_per_answer", "words"))
    default = CheckSettings()
    return CheckSettings(
        kill_rate=_share(table, "kill_rate", default.kill_rate),
        largest_single_loss=_share(table, "largest_single_loss", default.largest_single_loss),
        mutants_per_answer=table.integer("mutants_per_answer") or default.mutants_per_answer,
        words=table.texts("words"),
    )


def _share(table: Table, key: str, default: float) -> float:
    value = table.number(key, default)
    if value > 1:
        raise table.error(key, f"{value:g}: a number from 0 to 1 is needed")
    return value
