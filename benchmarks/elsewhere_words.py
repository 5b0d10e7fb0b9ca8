"""What came of a hostile submission in another grader, and how the table says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tests.adversarial.attack import Attack
from tests.adversarial.course import EXERCISES

LIMIT_SECONDS: Final = 200


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of one submission in one tool.

    `scores` is None if there is none. `neighbour` is the score of the honest submission that was
    graded after it, for nbgrader.
    """

    ended: bool
    seconds: float
    scores: Mapping[str, float] | None
    learnt: tuple[str, ...] = ()
    neighbour: float | None = None
    pages: tuple[str, ...] = ()
    error: str = ""


def describe(tool: str, attack: Attack, outcome: Outcome) -> str:
    """One cell of the table."""
    full = sum(EXERCISES[attack.exercise].points.values())
    facts = []
    if outcome.learnt:
        facts.append(f"learns: {', '.join(outcome.learnt)}")
    facts += outcome.pages
    if not outcome.ended:
        facts.append(f"does not end (killed after {LIMIT_SECONDS} s)")
    elif outcome.scores is None:
        facts.append("no score")
    if outcome.scores is not None:
        facts += _about_scores(attack, outcome.scores)
    if outcome.neighbour != full and outcome.neighbour is not None:
        facts.append(f"the next submission gets {outcome.neighbour:g} of {full:g}")
    elif outcome.neighbour is None and tool == "nbgrader":
        facts.append("the next submission is not graded")
    return "; ".join(facts) or "holds"


def _about_scores(attack: Attack, scores: Mapping[str, float]) -> list[str]:
    wanted = attack.verdicts
    missed = {test for test, verdicts in wanted.items() if "passed" not in verdicts}
    forged = sum(scores.get(test, 0.0) for test in missed)
    points = EXERCISES[attack.exercise].points
    lost = sum(points[test] - scores.get(test, 0.0) for test in points.keys() - wanted.keys())
    word = "forged" if "V1" in attack.header["want"] else "not stopped, and keeps"
    facts = [f"{word}: {forged:g} points"] if forged > 0 else []
    return facts + ([f"loses {lost:g} honest points"] if lost > 1e-9 else [])
