"""A report as a page that needs nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from autograder.checking.findings import Finding, Kind
from autograder.checking.matrix import in_short
from autograder.checking.programs import Side
from autograder.checking.report import Report, State, Trial, VariantRow
from autograder.checking.summary import cost
from autograder.files import write_atomic
from autograder.reports import pages
from autograder.reports.sanitize import plain

_CAUGHT: Final = {"tone": "bad", "sign": "✗", "word": "takes points"}
_PASSED: Final = {"tone": "none", "sign": "·", "word": "passes"}
_MARKS: Final = {State.EQUIVALENT: "equivalent", State.UNEXAMINED: "not examined"}
_NOT_RUN: Final = {"tone": "none", "sign": "", "word": "not run"}


def write_page(report: Report, folder: Path) -> Path:
    """Write `index.html` to `folder`.

    Raises:
        StorageError: it cannot be written.
    """
    path = folder / "index.html"
    write_atomic(path, render_report(report).encode("utf-8", "replace"))
    # It holds hidden tests' names, and what they do not catch.
    path.chmod(0o600)
    return path


def render_report(report: Report) -> str:
    """The page: findings, questions, survivors beside their question, programs and tests."""
    survivors, blocks = _survivors(report), _blocks(report)
    equivalent = [
        (plain(trial.name), plain(in_short(trial.diff)), plain(trial.reason))
        for trial in report.trials
        if trial.state is State.EQUIVALENT
    ]
    sections = {
        ("findings", "Findings"): True,
        ("questions", "Questions"): True,
        ("survivors", "Survivors"): bool(survivors),
        ("matrix", "Programs and tests"): bool(blocks),
        ("equivalent", "Marked as equivalent"): bool(equivalent),
    }
    return pages.render(
        "check.html",
        report=report,
        sections=[section for section, shown in sections.items() if shown],
        anchors=_anchors(report),
        title=plain(report.title),
        part=plain(_checked(report)),
        right=sum(row.side is Side.RIGHT for row in report.variants),
        survivors=survivors,
        blocks=blocks,
        equivalent=equivalent,
        cost=cost(report),
        percent=lambda share: f"{100 * share:.1f} %",
        plain=plain,
    )


def _checked(report: Report) -> str:
    """What was checked, in a sentence; empty if it was the whole."""
    if not report.only:
        return "" if report.mutated else "Mutants were left out"
    verb = "was" if len(report.only) == 1 else "were"
    without = "" if report.mutated else ", without mutants"
    return f"Only {' and '.join(report.only)} {verb} checked{without}"


def _survivors(report: Report) -> list[dict[str, Any]]:
    blocks = []
    for row in report.questions:
        trials = [trial for trial in report.survivors if trial.question == row.question]
        if trials:
            tests = [test for test in report.tests if test.question == row.question]
            blocks.append(
                {
                    "question": plain(row.question),
                    "tests": [
                        {
                            "name": plain(test.test),
                            "title": plain(test.title),
                            "points": test.points,
                            "hidden": test.hidden,
                        }
                        for test in tests
                    ],
                    "trials": [_survivor(trial) for trial in trials],
                }
            )
    return blocks


def _survivor(trial: Trial) -> dict[str, Any]:
    return {
        "anchor": _anchor(trial),
        "lines": [(kind, plain(line)) for kind, line in diff_lines(trial.diff)],
        "caption": plain(f"{trial.cell}, line {trial.line}: {trial.operator} ({trial.key})"),
    }


def diff_lines(diff: str) -> list[tuple[str, str]]:
    """Lines of a unified diff with their kind, without its head.

    >>> diff_lines("--- a\\n+++ b\\n@@ -1,2 +1,2 @@\\n x\\n-y\\n+z\\n")
    [('same', ' x'), ('del', '-y'), ('ins', '+z')]
    """
    kinds = {"-": "del", "+": "ins"}
    return [
        (kinds.get(line[:1], "same"), line)
        for line in diff.rstrip("\n").split("\n")
        if not line.startswith(("---", "+++", "@@"))
    ]


def _anchors(report: Report) -> dict[Finding, str]:
    """Where the page shows the change that a finding is about."""
    return {
        finding: _anchor(trial)
        for finding in report.findings
        for trial in report.survivors
        # The advice names the entry that the author may write, by the mutant's key.
        if finding.kind is Kind.SURVIVOR and f"[{trial.key}]" in finding.advice
    }


def _anchor(trial: Trial) -> str:
    return f"mutant-{trial.cell}-{trial.key}"


def _blocks(report: Report) -> list[dict[str, Any]]:
    """A matrix per question: variants, then mutants, against the tests that were run."""
    blocks = []
    for row in report.questions:
        rows = [
            *(_variant(v) for v in report.variants if v.question == row.question),
            *(_trial(t) for t in report.trials if t.question == row.question),
        ]
        if not rows:
            continue
        failing = {test for line in rows for test in line["failed"]}
        shown = [
            test.test
            for test in report.tests
            if test.question == row.question or test.test in failing
        ]
        blocks.append(
            {
                "question": plain(row.question),
                "tests": [plain(test) for test in shown],
                "rows": [{**line, "cells": _cells(shown, line)} for line in rows],
            }
        )
    return blocks


def _variant(row: VariantRow) -> dict[str, Any]:
    return {
        "name": plain(row.name),
        "says": plain(row.says),
        "mark": "",
        "anchor": "",
        "ran": row.ran,
        "failed": row.failed,
        "lost": row.lost,
    }


def _trial(trial: Trial) -> dict[str, Any]:
    return {
        "name": plain(f"{trial.cell}:{trial.line} {trial.operator}"),
        "says": plain(in_short(trial.diff)),
        "mark": _MARKS.get(trial.state, ""),
        "anchor": _anchor(trial) if trial.state is State.SURVIVED else "",
        "ran": trial.ran,
        "failed": trial.failed,
        "lost": trial.lost,
    }


def _cells(tests: Iterable[str], row: Mapping[str, Collection[str]]) -> list[Mapping[str, str]]:
    return [
        _CAUGHT if test in row["failed"] else _PASSED if test in row["ran"] else _NOT_RUN
        for test in tests
    ]
