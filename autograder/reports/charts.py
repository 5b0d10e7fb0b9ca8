"""Charts as SVG, drawn twice: for light and for dark pages.

Matplotlib's object-oriented interface without pyplot: nothing global, no display, and a figure
is freed with its last reference.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

import matplotlib
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator


class Palette(NamedTuple):
    """Colours of a page, light or dark; `fill` has a contrast of 3 to the paper and more."""

    ink: str
    soft: str
    rule: str
    fill: str
    accent: str


_LIGHT: Final = Palette("#1f1d1a", "#625d54", "#dcd7cc", "#5d7c9d", "#a4262c")
_DARK: Final = Palette("#e9e5dc", "#a8a195", "#3a3731", "#5d7c9d", "#f0918f")
_WIDE: Final = 9.5
_NARROW: Final = 4.2
"""Width in inches: labels of a wide chart could not be read on a phone."""
MAX_BINS: Final = 20


def histogram(scores: Sequence[float], maximum: float, median: float, description: str) -> Markup:
    """Distribution of `scores` (0 to `maximum` points), as a picture element.

    Args:
        description: what the picture shows, in words, for who cannot see it.
    """
    draw = partial(_draw_histogram, scores=scores, maximum=maximum, median=median)
    return picture(draw, description)


def picture(
    draw: Callable[[Axes, Palette], None], description: str, *, height: float = 2.7
) -> Markup:
    """A picture element with what `draw` draws, for light and dark, wide and narrow pages.

    Args:
        description: what the picture shows, in words, for who cannot see it.
        height: in inches.

    Paper is light whatever the reader's setting: dark pictures are for screens.
    """
    drawn = {
        (palette, width): _encoded(_drawn(draw, palette, width, height))
        for palette in (_LIGHT, _DARK)
        for width in (_WIDE, _NARROW)
    }
    return Markup(
        '<picture><source media="screen and (max-width: 40rem) and (prefers-color-scheme: dark)"'
        ' srcset="{narrow_dark}"><source media="(max-width: 40rem)" srcset="{narrow}">'
        '<source media="screen and (prefers-color-scheme: dark)" srcset="{dark}">'
        '<img class="chart" src="{light}" alt="{description}"></picture>'
    ).format(
        narrow_dark=drawn[_DARK, _NARROW],
        narrow=drawn[_LIGHT, _NARROW],
        dark=drawn[_DARK, _WIDE],
        light=drawn[_LIGHT, _WIDE],
        description=description,
    )


def edges(scores: Sequence[float], maximum: float) -> list[float]:
    """Borders of the bins: of whole points (or multiples) from 0 to at least all scores."""
    top = max(maximum, *scores, 1e-9)
    width = next((w for w in (0.5, 1, 2, 5, 10, 20, 50) if top / w <= MAX_BINS), top / MAX_BINS)
    count = int(-(-top // width))
    # Full marks would otherwise be a bin of their own, or share one with nearly full marks.
    return [(number - 0.5) * width for number in range(count + 2)]


def _drawn(
    draw: Callable[[Axes, Palette], None], palette: Palette, width: float, height: float
) -> bytes:
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    draw(figure.subplots(), palette)
    return _svg(figure)


def _draw_histogram(
    axes: Axes, palette: Palette, *, scores: Sequence[float], maximum: float, median: float
) -> None:
    borders = edges(scores, maximum)
    axes.hist(scores, bins=borders, color=palette.fill, rwidth=0.86)
    axes.axvline(median, color=palette.accent, linewidth=1.2)
    axes.annotate(
        f"median {median:.4g}",
        (median, 1),
        xycoords=("data", "axes fraction"),
        xytext=(0, 3),
        textcoords="offset points",
        ha="center",
        va="bottom",
        color=palette.accent,
        fontsize=9,
    )
    axes.set_xlim(borders[0], borders[-1])
    axes.set_xlabel("points", color=palette.soft, fontsize=9)
    axes.set_ylabel("students", color=palette.soft, fontsize=9)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=10, steps=[1, 2, 5, 10], integer=maximum >= 5))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    axes.grid(axis="y", color=palette.rule, linewidth=0.6)
    plain(axes, palette)


def plain(axes: Axes, palette: Palette) -> None:
    """Nothing but a line at the bottom, and labels in a soft colour."""
    axes.set_axisbelow(True)
    axes.tick_params(colors=palette.soft, labelsize=9, length=0)
    for name, spine in axes.spines.items():
        spine.set_visible(name == "bottom")
        spine.set_color(palette.soft)


def _svg(figure: Figure) -> bytes:
    buffer = io.BytesIO()
    # A fixed salt and no date: the same scores give the same bytes.
    settings: dict[str, Any] = {"svg.hashsalt": "autograder", "svg.fonttype": "path"}
    with matplotlib.rc_context(settings):
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None})
    return buffer.getvalue()


def _encoded(svg: bytes) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg).decode('ascii')}"
