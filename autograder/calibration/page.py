"""The page of a calibration: a plot per quantity, with the threshold drawn in."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from autograder.calibration.analysis import Quantity, Series, TestReport
from autograder.calibration.report import Report, findings, odds, rate
from autograder.calibration.tails import Tail
from autograder.files import write_atomic
from autograder.reports.charts import Palette, picture, plain
from autograder.reports.pages import render
from autograder.results import Measure

_ROW_INCHES: Final = 0.27
_FRAME_INCHES: Final = 0.95
_NARROW_INCHES: Final = 6.0
_LONGEST_NAMES: Final = (16, 26)
"""Characters of a program's name on narrow and on wide pages."""


def write_page(folder: Path, report: Report) -> Path:
    """Write `index.html` into `folder`; returns its path.

    Raises:
        StorageError: it cannot be written.
    """
    path = folder / "index.html"
    write_atomic(path, render_page(report).encode("utf-8"))
    path.chmod(0o600)
    return path


def render_page(report: Report) -> str:
    """The page as HTML."""
    return render(
        "calibration.html",
        report=report,
        errors=len(report.errors),
        warnings=len(report.findings) - len(report.errors),
        tests=[_test(test) for test in report.tests],
    )


def _test(test: TestReport) -> dict[str, Any]:
    return {
        "report": test,
        "findings": sorted(findings(test), key=lambda finding: not finding.error),
        "false_fail": rate(test.false_fail),
        "false_pass": rate(test.false_pass),
        "right_risk": _risk(test.risk(right=True)),
        "wrong_risk": _risk(test.risk(right=False)),
        "quantities": [_quantity(quantity) for quantity in test.quantities],
        "unknown": [(program.name, why) for program in test.programs for why in program.unknown],
    }


def _risk(share: float | None) -> str:
    return "not known" if share is None else f"at most {odds(share).removesuffix(' of')}"


def _quantity(quantity: Quantity) -> dict[str, Any]:
    return {
        "what": quantity.what,
        "threshold": threshold(quantity),
        "suggestion": suggestion(quantity),
        "chart": chart(quantity),
        "series": [(series, _range(series), form(series.tail)) for series in quantity.series],
    }


def threshold(quantity: Quantity) -> str:
    """What the test demands."""
    if quantity.measure is Measure.CREDIT:
        return f"credit from {quantity.low:g} to {quantity.high:g}"
    return f"{'at least' if quantity.rising else 'at most'} {quantity.high:g}"


def suggestion(quantity: Quantity) -> str:
    """Where the threshold belongs."""
    found = quantity.suggestion
    if found is None:
        return "none: right and wrong solutions overlap" if quantity.overlap else "none"
    ground = "" if found.assumed else " (by the runs alone)"
    if found.low is None or found.bar is None:
        what = "full credit at" if quantity.measure is Measure.CREDIT else "a bar of"
        return f"{what} {found.high:g} or {'less' if quantity.rising else 'more'}{ground}"
    return f"bar {found.bar:g}, credit from {found.low:g} to {found.high:g}{ground}"


def form(tail: Tail) -> str:
    """What is assumed of a distribution, and how well it fits."""
    if tail.form is None:
        return tail.why
    return f"{tail.form}, p = {tail.fit:.2g}"


def _range(series: Series) -> str:
    if not series.finite:
        return "–"
    low, high = min(series.finite), max(series.finite)
    return f"{low:.3g}" if low == high else f"{low:.3g} to {high:.3g}"


def chart(quantity: Quantity) -> Markup:
    """The values of every program, one row each."""
    rows = [series for series in quantity.series if series.finite]
    ranges = "; ".join(f"{series.program}: {_range(series)}" for series in rows)
    return picture(
        partial(_draw, quantity=quantity, rows=rows),
        f"{quantity.what}, threshold {threshold(quantity)}. {ranges}.",
        height=_FRAME_INCHES + _ROW_INCHES * len(rows),
    )


def _draw(axes: Axes, palette: Palette, *, quantity: Quantity, rows: list[Series]) -> None:
    plain(axes, palette)
    generator = np.random.default_rng(0)
    for place, series in enumerate(rows):
        heights = -place + generator.uniform(-0.22, 0.22, len(series.finite))
        axes.scatter(
            series.finite,
            heights,
            s=26,
            marker="o" if series.right else "x",
            color=palette.fill if series.right else palette.accent,
            alpha=0.85,
            linewidths=0 if series.right else 1.2,
            zorder=3,
        )
        _draw_limit(axes, palette, quantity, series, -place)
    wide = bool(axes.figure.bbox.width / axes.figure.dpi > _NARROW_INCHES)
    names = [_short(series.program, _LONGEST_NAMES[wide]) for series in rows]
    axes.set_yticks(range(0, -len(rows), -1), names)
    axes.set_ylim(-len(rows) + 0.4, 0.6)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=8, steps=[1, 2, 5, 10]))
    axes.grid(axis="y", color=palette.rule, linewidth=0.6)
    axes.margins(x=0.04)
    if quantity.low != quantity.high:
        low, high = sorted((quantity.low, quantity.high))
        axes.axvspan(low, high, color=palette.rule, alpha=0.5, linewidth=0, zorder=0)
        _line(axes, palette, quantity.low, "no credit", right=not quantity.rising)
        _line(axes, palette, quantity.high, "full credit", right=quantity.rising)
    else:
        _line(axes, palette, quantity.high, threshold(quantity), right=None)


def _draw_limit(
    axes: Axes, palette: Palette, quantity: Quantity, series: Series, place: float
) -> None:
    """A whisker to the value that 1 in 1,000 runs may pass on its way to the bar."""
    if series.tail.limit is None:
        return
    sign = quantity.sign * (1 if series.right else -1)
    limit = sign * series.tail.limit
    nearest = min(series.finite, key=lambda value: sign * value)
    colour = palette.fill if series.right else palette.accent
    axes.plot([limit, nearest], [place, place], color=colour, linewidth=1, zorder=2)
    axes.plot([limit], [place], marker="|", markersize=9, color=colour, zorder=2)


def _line(axes: Axes, palette: Palette, value: float, text: str, *, right: bool | None) -> None:
    axes.axvline(value, color=palette.ink, linewidth=1.1, zorder=1)
    axes.annotate(
        text,
        (value, 1),
        xycoords=("data", "axes fraction"),
        xytext=(0, 3),
        textcoords="offset points",
        ha={None: "center", True: "left", False: "right"}[right],
        va="bottom",
        color=palette.ink,
        fontsize=9,
    )


def _short(name: str, longest: int) -> str:
    name = name.partition("/")[2] or name
    return name if len(name) <= longest else name[: longest - 1] + "…"
