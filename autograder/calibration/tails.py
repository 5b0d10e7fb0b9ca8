"""How often a quantity falls below a bar: counted, and extrapolated from few values.

One fall in 1,000 cannot be counted with 20 values. What can be stated is an upper bound under an
assumption on the form of the distribution, and whether the values agree with that assumption. Two
forms are tried. Few values contradict little: of the forms that they do not contradict the more
cautious counts, and where they contradict both, nothing is extrapolated.

Sources: for the normal distribution the exact one-sided tolerance limit, from the noncentral t
(D. B. Owen, Factors for one-sided tolerance limits, Sandia SCR-607, 1963; also NIST/SEMATECH
e-Handbook 7.2.6.3), with the test of Shapiro and Wilk. For the Gumbel distribution of minima, whose
lower tail is exponential, the same factors by simulation: for a family of location and scale they
depend on the number of values alone. Its fit is judged by the correlation of the QQ plot
(J. J. Filliben, Technometrics 17, 1975), against simulated values of the same size.
"""

from __future__ import annotations

import enum
import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

CONFIDENCE: Final = 0.95
TARGET: Final = 0.001
"""A threshold is good if at most this share of right solutions fails it."""
REJECTED: Final = 0.05
"""A form is given up if values that follow it fit worse with this probability or less."""
FEWEST: Final = 8
"""With fewer values no form can be contradicted, so none is assumed."""
_REPEATS: Final = 20_000

EQUAL: Final = "all values are equal"
FEW: Final = f"fewer than {FEWEST} values"

Floats = NDArray[np.float64]


class Form(enum.StrEnum):
    """What is assumed of a distribution."""

    NORMAL = "normal"
    GUMBEL = "Gumbel"


@dataclass(frozen=True, kw_only=True)
class Rate:
    """A share that was counted, with its 95 % interval of Clopper and Pearson."""

    count: int
    runs: int

    @property
    def interval(self) -> tuple[float, float]:
        if not self.runs:
            return 0.0, 1.0
        found = stats.binomtest(self.count, self.runs).proportion_ci(CONFIDENCE, method="exact")
        return float(found.low), float(found.high)


@dataclass(frozen=True, kw_only=True)
class Tail:
    """The lower tail of a sample, seen from a bar.

    Args:
        form: of the forms that the values do not contradict, the one with the larger risk; None if
            there is none.
        why: why nothing is extrapolated; empty otherwise.
        fit: p-value of `form`.
        risk: with the confidence asked for, at most this share lies below the bar.
        limit: likewise, at most 1 in 1,000 lies below this value. It does not depend on the bar:
            of the forms that are not contradicted, it is the most cautious one's.
    """

    form: Form | None
    why: str = ""
    fit: float | None = None
    risk: float | None = None
    limit: float | None = None


def lower_tail(values: Sequence[float], bar: float, *, confidence: float = CONFIDENCE) -> Tail:
    """What `values` say about values below `bar`."""
    sample = np.asarray(values, dtype=float)
    if not np.isfinite(sample).all():
        return Tail(form=None, why="a value is not finite")
    if len(sample) < FEWEST:
        return Tail(form=None, why=FEW)
    mean, spread = float(sample.mean()), float(sample.std(ddof=1))
    if spread <= 1e-12 * abs(mean):
        return Tail(form=None, why=EQUAL)
    distance, count = (mean - bar) / spread, len(sample)
    candidates = (
        (Form.NORMAL, _normal_fit, normal_risk, normal_factor),
        (Form.GUMBEL, gumbel_fit, gumbel_risk, gumbel_factor),
    )
    possible = [
        (risk_at(distance, count, confidence), factor(count, TARGET, confidence), form, fit)
        for form, fit_of, risk_at, factor in candidates
        if (fit := fit_of(sample)) > REJECTED
    ]
    if not possible:
        return Tail(form=None, why="the values are neither normal nor Gumbel")
    risk, _, form, fit = max(possible)
    farthest = max(factor for _, factor, _, _ in possible)
    return Tail(form=form, fit=fit, risk=risk, limit=mean - farthest * spread)


def _normal_fit(sample: Floats) -> float:
    return float(stats.shapiro(sample).pvalue)


def normal_factor(count: int, share: float, confidence: float = CONFIDENCE) -> float:
    """Spreads below the mean of `count` normal values that at most `share` exceeds."""
    shift = -float(stats.norm.ppf(share))
    return float(optimize.brentq(lambda k: _covered(k, shift, count) - confidence, -50.0, 500.0))


def normal_risk(distance: float, count: int, confidence: float = CONFIDENCE) -> float:
    """The share for which `normal_factor` is `distance`."""

    def excess(shift: float) -> float:
        return _covered(distance, shift, count) - confidence

    # Shares below the last are 0 for a computer, and too far from any assumption to matter.
    least, most = -8.0, 8.0
    if excess(most) > 0:
        return float(stats.norm.sf(most))
    if excess(least) < 0:
        return 1.0
    return float(stats.norm.sf(optimize.brentq(excess, least, most)))


def _covered(distance: float, shift: float, count: int) -> float:
    """P(mean - bar <= distance * spread), where the bar is `shift` true spreads below.

    The distribution is the noncentral t, here by quadrature over the spread: scipy.stats.nct gives
    NaN far from 0.
    """
    spreads, weights = _spreads(count)
    below = stats.norm.cdf(math.sqrt(count) * (distance * spreads - shift))
    return float(below @ weights)


@functools.cache
def _spreads(count: int) -> tuple[Floats, Floats]:
    """Nodes and weights for the spread of `count` standard normal values."""
    nodes, weights = np.polynomial.legendre.leggauss(400)
    quantiles = stats.chi2.ppf((nodes + 1) / 2, count - 1)
    return np.sqrt(quantiles / (count - 1)), weights / 2


@functools.cache
def _gumbel_samples(count: int) -> tuple[Floats, Floats, Floats]:
    """Means, spreads and QQ correlations of simulated samples of the standard Gumbel of minima."""
    generator = np.random.default_rng(count)
    samples = np.sort(-generator.gumbel(size=(_REPEATS, count)), axis=1)
    return samples.mean(axis=1), samples.std(axis=1, ddof=1), _qq(samples)


def _qq(ordered: Floats) -> Floats:
    """Correlation of ordered samples with the quantiles of the Gumbel of minima."""
    count = ordered.shape[-1]
    places = (np.arange(1, count + 1) - 0.375) / (count + 0.25)
    wanted = np.log(-np.log1p(-places))
    wanted = (wanted - wanted.mean()) / wanted.std()
    centred = ordered - ordered.mean(axis=-1, keepdims=True)
    scaled: Floats = centred @ wanted / (count * ordered.std(axis=-1))
    return scaled


def gumbel_fit(sample: Floats) -> float:
    """Share of Gumbel samples of this size whose QQ plot is as crooked, or more."""
    _, _, correlations = _gumbel_samples(len(sample))
    return float(np.mean(correlations <= _qq(np.sort(sample)[None])[0]))


def gumbel_factor(count: int, share: float, confidence: float = CONFIDENCE) -> float:
    """As `normal_factor`, for the Gumbel distribution of minima."""
    means, spreads, _ = _gumbel_samples(count)
    edge = math.log(-math.log1p(-share))
    return float(np.quantile((means - edge) / spreads, confidence))


def gumbel_risk(distance: float, count: int, confidence: float = CONFIDENCE) -> float:
    """The share for which `gumbel_factor` is `distance`."""

    def excess(logarithm: float) -> float:
        return gumbel_factor(count, math.exp(logarithm), confidence) - distance

    least, most = math.log(1e-12), math.log(1 - 1e-9)
    if excess(least) < 0:
        return 1e-12
    if excess(most) > 0:
        return 1.0
    return math.exp(optimize.brentq(excess, least, most, xtol=1e-6))
