"""A report on a terminal."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from autograder.checking.findings import Finding
from autograder.checking.report import QuestionRow, Report
from autograder.reports.wording import plural


def print_report(console: Console, report: Report, page: Path) -> None:
    """A table of the questions, the findings with what to do next, result, cost and `page`."""
    console.print(_table(report))
    for finding in report.findings:
        _print_finding(console, finding)
    console.print(_result(report), soft_wrap=True)
    console.print(cost(report), soft_wrap=True)
    console.print(f"Page: {escape(str(page))}", soft_wrap=True)


def _table(report: Report) -> Table:
    # Names are folded, not cut, where the terminal is narrow.
    name = Column("question", overflow="fold")
    table = Table(name, "points", "tests", "seconds", "mutants", "killed", "survive", "rate")
    for column in table.columns[1:]:
        column.justify = "right"
    for row in report.questions:
        table.add_row(*_cells(row))
    return table


def _cells(row: QuestionRow) -> tuple[str, ...]:
    counted = row.mutants - row.equivalent
    rate = "" if row.rate is None else f"{100 * row.rate:.0f} %"
    numbers = (str(counted), str(row.killed), str(counted - row.killed)) if counted else ("",) * 3
    return (
        escape(row.question),
        f"{row.points:g}",
        str(row.tests),
        f"{row.seconds:.1f}",
        *numbers,
        rate,
    )


def _print_finding(console: Console, finding: Finding) -> None:
    colour = "red" if finding.is_error else "yellow"
    console.print(
        f"[{colour}]{finding.severity:<7}[/] {escape(str(finding))} "
        f"[dim]({finding.kind}: {escape(finding.subject)})[/]",
        soft_wrap=True,
    )
    if finding.advice:
        console.print(f"        {escape(finding.advice)}", soft_wrap=True)


def _result(report: Report) -> str:
    parts = [plural(len(report.errors), "error"), plural(len(report.warnings), "warning")]
    wrong = plural(len(report.variants) - report.right, "wrong variant")
    parts.append(f"{report.right} right and {wrong}")
    if report.constants:
        parts.append(plural(len(report.constants), "constant answer"))
    rate = report.kill_rate
    if rate is not None:
        share = f"{100 * rate:.1f} %"
        parts.append(f"{report.killed} of {plural(len(report.counted), 'mutant')} killed ({share})")
    if report.sampled:
        parts.append(f"{report.sampled} left out of the sample")
    name = f"[bold]{escape(report.assignment)}[/]" + escape(report.part and f", {report.part}")
    return f"{name}: {_state(report)}; {', '.join(parts)}"


def _state(report: Report) -> str:
    if report.part:
        found = "no error found" if report.findings else "nothing found"
        found = "[red]errors found[/]" if report.errors else found
        return f"{found}; not a whole check"
    return "[red]not ready[/]" if report.errors else "[green]ready for release[/]"


def cost(report: Report) -> str:
    """What the check cost, in one line."""
    effort = report.effort
    text = f"{effort.seconds:.1f} s, {plural(effort.fresh, 'examination')} now"
    text += f" on {plural(effort.seats, 'slot')}"
    rate = effort.mutants_per_minute
    if rate is not None:
        text += f"; {rate:.0f} mutants a minute"
    return text
