"""A calibration on the terminal."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from autograder.calibration.analysis import Quantity, TestReport
from autograder.calibration.page import suggestion, threshold
from autograder.calibration.report import Report, odds, rate


def print_report(console: Console, report: Report, page: Path) -> None:
    """One row per comparison with a threshold, then what to look at."""
    # Names are folded, not cut, where the terminal is narrow.
    names = [Column(name, overflow="fold") for name in ("test", "measured")]
    table = Table(*names, "threshold", "right", "wrong", "suggested")
    for test in report.tests:
        for place, quantity in enumerate(test.quantities):
            table.add_row(
                "" if place else escape(test.test),
                escape(quantity.what),
                threshold(quantity),
                _range(quantity, right=True),
                _range(quantity, right=False),
                suggestion(quantity),
            )
        table.add_section()
    console.print(table)
    for test in report.tests:
        console.print(_rates(test), soft_wrap=True)
    for finding in report.findings:
        colour = "red" if finding.error else "yellow"
        word = "error" if finding.error else "warning"
        console.print(
            f"[{colour}]{word}[/] {escape(finding.test)}: {escape(finding.message)}\n"
            f"  {escape(finding.advice)}",
            soft_wrap=True,
        )
    console.print(f"Page: {escape(str(page))}", soft_wrap=True)


def _range(quantity: Quantity, *, right: bool) -> str:
    found = [value for s in quantity.series if s.right is right for value in s.finite]
    return f"{min(found):.3g} … {max(found):.3g}" if found else "–"


def _rates(test: TestReport) -> str:
    text = f"{escape(test.test)}: right solutions lose points in {rate(test.false_fail)}"
    risk = test.risk(right=True)
    if risk is not None:
        text += f", at most {odds(risk).removesuffix(' of')} by extrapolation"
    if test.false_pass.runs:
        text += f"; wrong ones lose none in {rate(test.false_pass)}"
    return text
