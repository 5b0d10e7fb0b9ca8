"""What the matrix of mutants and tests says about the tests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from autograder.check_settings import CheckSettings
from autograder.checking.findings import Finding, Kind, error, warning
from autograder.checking.programs import Side
from autograder.checking.report import State, TestRow, Trial, VariantRow, counted, kill_rate

SUBJECT: Final = "mutants"
_LEAST_PROGRAMS: Final = 3
"""Fewer catches say nothing about whether two tests are the same."""


def subject_of(cell: str) -> str:
    """How findings about the mutants of one answer are grouped."""
    return f"{SUBJECT} {cell}"


def judge_trials(
    trials: Sequence[Trial], settings: CheckSettings, *, whole: bool = True
) -> list[Finding]:
    """Survivors, wrong marks, and rates below what the assignment demands.

    Args:
        whole: whether these are the trials of all questions.
    """
    found: list[Finding] = []
    for trial in trials:
        found += _judge_trial(trial)
    for question in dict.fromkeys(trial.question for trial in trials):
        mine = [trial for trial in trials if trial.question == question]
        found += _rate(mine, settings.kill_rate, question)
    return found + (_rate(trials, settings.kill_rate, "") if whole else [])


def _judge_trial(trial: Trial) -> list[Finding]:
    subject = subject_of(trial.cell)
    if trial.state is State.UNEXAMINED:
        return [
            warning(
                Kind.GRADER_ERROR,
                subject,
                f"the mutant {trial.name} could not be examined: {trial.reason}",
                question=trial.question,
                advice="Type `gpu-runner doctor`, then the same command again on a quiet machine.",
            )
        ]
    if trial.state is State.KILLED and trial.reason:
        how = f"{trial.failed[0]} takes points from it" if trial.failed else "no test is reached"
        return [
            error(
                Kind.EQUIVALENT_KILLED,
                subject,
                f"the mutant {trial.name} is marked as equivalent ('{trial.reason}'), but {how}",
                question=trial.question,
                advice="Remove its entry from variants/equivalent.toml, or correct the test.",
            )
        ]
    if trial.state is State.SURVIVED and trial.ran:
        return [
            warning(
                Kind.SURVIVOR,
                subject,
                f"line {trial.line} of {trial.cell}: {in_short(trial.diff)} keeps all points "
                f"({trial.operator}, {trial.key})",
                question=trial.question,
                advice="Sharpen a test; or, if it is right as well, give the reason in "
                f"variants/equivalent.toml: [{trial.key}]",
            )
        ]
    return []


def in_short(diff: str) -> str:
    """A diff in one line: what was, and what is now.

    >>> in_short("--- a\\n+++ b\\n@@ -1 +1 @@\\n x\\n-y = 1\\n+y = 2\\n")
    "'y = 1' → 'y = 2'"
    """
    lines = [line for line in diff.split("\n") if not line.startswith(("---", "+++", "@@"))]
    old = " ".join(line[1:].strip() for line in lines if line.startswith("-"))
    new = " ".join(line[1:].strip() for line in lines if line.startswith("+"))
    return f"{_cut(old)!r} → {_cut(new)!r}" if new else f"{_cut(old)!r} deleted"


def _cut(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:117]}…"


def _rate(trials: Sequence[Trial], least: float, question: str) -> list[Finding]:
    """One for the whole assignment is an error; for a question with few mutants, a hint."""
    rate = kill_rate(trials)
    if rate is None or rate >= least:
        return []
    total = len(counted(trials))
    alive = sum(trial.state is State.SURVIVED for trial in trials)
    where = "" if question else "in all, "
    make = warning if question else error
    return [
        make(
            Kind.KILL_RATE,
            SUBJECT,
            f"{where}{alive} of {total} mutants keep all points: {100 * rate:.1f} % are caught, "
            f"{100 * least:g} % are demanded",
            question=question,
            advice="Look at the survivors: each is a wrong program that your tests let pass.",
        )
    ]


def untested(answers: Mapping[str, str], trials: Sequence[Trial]) -> list[Finding]:
    """Answers with mutants that no test with points looks at; question by answer."""
    found = []
    for cell, question in answers.items():
        mine = [trial for trial in trials if trial.cell == cell]
        if mine and not any(trial.ran for trial in mine):
            found.append(
                error(
                    Kind.NO_TEST,
                    subject_of(cell),
                    f"no test with points depends on the answer {cell}",
                    question=question,
                    advice="Write one, or make the answer part of another.",
                )
            )
    return found


def never_fails(test: str, tried: int) -> Finding:
    """A test that nothing has failed."""
    return error(
        Kind.NEVER_FAILS,
        SUBJECT,
        f"no wrong variant and none of {tried} mutants that reach it lose its points",
        test=test,
        advice="Write a wrong variant that it has to catch; if you find none, remove the test.",
    )


def costly_faults(
    tests: Sequence[TestRow],
    trials: Sequence[Trial],
    variants: Sequence[VariantRow],
    share: float,
) -> list[Finding]:
    """The fault that costs most, if that is more than `share` of all points."""
    total = sum(test.points for test in tests)
    faults = [(v.lost, v.question, f"variants/{v.name}.py ('{v.says}')") for v in variants]
    faults += [(t.lost, t.question, f"the mutant {t.name} ({in_short(t.diff)})") for t in trials]
    worst = max(faults, default=(0.0, "", ""))
    if not total or worst[0] <= share * total:
        return []
    return [
        warning(
            Kind.COSTLY_FAULT,
            SUBJECT,
            f"a single fault, {worst[2]}, costs {worst[0]:g} of {total:g} points",
            question=worst[1],
            advice=f"Let later questions bring their own, so that a fault costs at most "
            f"{100 * share:g} %.",
        )
    ]


def kill_sets(
    tests: Sequence[TestRow], trials: Sequence[Trial], variants: Sequence[VariantRow]
) -> dict[str, frozenset[str]]:
    """By test, the programs that it takes points from, among those that can be wrong."""
    found: dict[str, set[str]] = defaultdict(set)
    for trial in trials:
        for test in trial.failed:
            found[test].add(trial.name)
    for row in variants:
        if row.side is Side.WRONG:
            for test in row.failed:
                found[test].add(row.name)
    return {test.test: frozenset(found[test.test]) for test in tests}


def redundant(tests: Sequence[TestRow], sets: Mapping[str, frozenset[str]]) -> list[Finding]:
    """Tests of one question, with points, that catch the same programs."""
    found = []
    paid = [test for test in tests if test.points and len(sets[test.test]) >= _LEAST_PROGRAMS]
    for number, test in enumerate(paid):
        for other in paid[:number]:
            if other.question == test.question and sets[other.test] == sets[test.test]:
                found.append(
                    warning(
                        Kind.REDUNDANT,
                        SUBJECT,
                        f"catches the same {len(sets[test.test])} programs as {other.test}",
                        test=test.test,
                        advice="Join the two, or let one of them look at something else.",
                    )
                )
                break
    return found


def implied(tests: Sequence[TestRow], sets: Mapping[str, frozenset[str]]) -> list[Finding]:
    """Questions whose hidden tests catch nothing that visible ones do not."""
    found = []
    for question in dict.fromkeys(test.question for test in tests):
        mine = [test for test in tests if test.question == question]
        hidden = [test for test in mine if test.hidden and test.points]
        seen = frozenset().union(*(sets[test.test] for test in mine if not test.hidden))
        caught = frozenset().union(*(sets[test.test] for test in hidden))
        if hidden and caught and caught <= seen:
            found.append(
                warning(
                    Kind.IMPLIED,
                    SUBJECT,
                    "the hidden tests catch no program that the visible ones do not",
                    question=question,
                    advice="Examine something that the visible tests do not show.",
                )
            )
    return found
