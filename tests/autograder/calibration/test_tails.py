"""Bounds on what was not seen: against published tables, and against simulated truth."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from autograder.calibration import tails
from autograder.calibration.tails import Form, Rate, lower_tail


class TestCounts:
    def test_nothing_in_twenty(self):
        low, high = Rate(count=0, runs=20).interval
        # Closed form of the exact interval for no event: 1 - (alpha / 2) ** (1 / n).
        assert low == 0
        assert high == pytest.approx(1 - 0.025 ** (1 / 20))

    def test_no_runs_say_nothing(self):
        assert Rate(count=0, runs=0).interval == (0.0, 1.0)


class TestNormal:
    # Natrella, Experimental Statistics (NBS Handbook 91), table A-7: one-sided, 95 % confidence.
    @pytest.mark.parametrize(
        ("count", "share", "factor"),
        [(10, 0.1, 2.355), (10, 0.001, 5.203), (20, 0.01, 3.295), (50, 0.001, 3.766)],
    )
    def test_published_factors(self, count, share, factor):
        assert tails.normal_factor(count, share) == pytest.approx(factor, abs=2e-3)

    @pytest.mark.parametrize("count", [8, 20, 300])
    @pytest.mark.parametrize("distance", [-2.0, 0.0, 1.5, 4.0])
    def test_against_the_noncentral_t_of_scipy(self, count, distance):
        risk = tails.normal_risk(distance, count)
        root = count**0.5
        assert stats.nct.cdf(
            distance * root, count - 1, -stats.norm.ppf(risk) * root
        ) == pytest.approx(0.95, abs=1e-6)

    @pytest.mark.parametrize("distance", [30.0, 1e6])
    def test_far_away_is_no_error(self, distance):
        assert 0 < tails.normal_risk(distance, 12) < 1e-14

    def test_beyond_the_bar_is_no_error(self):
        assert tails.normal_risk(-50.0, 12) == 1.0

    def test_the_bound_holds_in_95_of_100_samples(self):
        samples = np.random.default_rng(3).normal(size=(4000, 12))
        factor = tails.normal_factor(12, 0.01)
        limits = samples.mean(axis=1) - factor * samples.std(axis=1, ddof=1)
        held = np.mean(stats.norm.cdf(limits) <= 0.01)
        assert held == pytest.approx(0.95, abs=0.015)


class TestGumbel:
    def test_the_bound_holds_in_95_of_100_samples(self):
        samples = -np.random.default_rng(4).gumbel(size=(4000, 12))
        factor = tails.gumbel_factor(12, 0.01)
        limits = samples.mean(axis=1) - factor * samples.std(axis=1, ddof=1)
        below = 1 - np.exp(-np.exp(limits))
        assert np.mean(below <= 0.01) == pytest.approx(0.95, abs=0.015)

    @pytest.mark.parametrize("share", [0.2, 0.001, 1e-6])
    def test_risk_is_the_inverse_of_the_factor(self, share):
        distance = tails.gumbel_factor(20, share)
        assert tails.gumbel_risk(distance, 20) == pytest.approx(share, rel=1e-3)

    def test_its_tail_is_heavier_than_the_normal_one(self):
        assert tails.gumbel_factor(20, 0.001) > 1.5 * tails.normal_factor(20, 0.001)

    def test_far_away_and_beyond_the_bar(self):
        assert tails.gumbel_risk(1e3, 12) == 1e-12
        assert tails.gumbel_risk(-1e3, 12) == 1.0


class TestChoice:
    def test_values_that_only_the_normal_form_fits(self):
        values = stats.norm.ppf((np.arange(200) + 0.5) / 200) * 0.02 + 0.84
        tail = lower_tail(list(values), 0.7)
        assert tail.form is Form.NORMAL
        assert tail.fit > 0.9
        assert tail.risk == pytest.approx(tails.normal_risk((0.84 - 0.7) / values.std(ddof=1), 200))
        assert 0.765 < tail.limit < 0.775

    def test_values_with_a_long_tail_to_the_bar(self):
        places = (np.arange(60) + 0.5) / 60
        tail = lower_tail(list(np.log(-np.log1p(-places))), -12.0)
        assert tail.form is Form.GUMBEL
        assert tail.fit > 0.5
        # The true share below the bar is 6e-6; a normal bound would be far below it.
        assert 6e-6 < tail.risk < 1e-3

    def test_few_values_contradict_nothing_and_the_cautious_form_counts(self):
        values = stats.norm.ppf((np.arange(12) + 0.5) / 12)
        assert stats.shapiro(values).pvalue > 0.9
        assert lower_tail(list(values), -8.0).form is Form.GUMBEL

    @pytest.mark.parametrize("draw", ["normal", "gumbel", "logistic"])
    def test_the_bound_is_rarely_below_the_truth(self, draw):
        generator = np.random.default_rng(5)
        truth = {
            "normal": stats.norm.ppf(1e-3),
            "gumbel": stats.gumbel_l.ppf(1e-3),
            "logistic": stats.logistic.ppf(1e-3),
        }
        samples = getattr(generator, draw)(size=(200, 12)) * (-1 if draw == "gumbel" else 1)
        found = [lower_tail(list(sample), truth[draw]) for sample in samples]
        known = [tail for tail in found if tail.risk is not None]
        assert len(known) > 160
        assert np.mean([tail.risk >= 1e-3 for tail in known]) > 0.9

    def test_the_limit_is_the_most_cautious_one_wherever_the_bar_is(self):
        values = list(stats.norm.ppf((np.arange(20) + 0.5) / 20) * 0.02 + 0.85)
        found = [lower_tail(values, bar) for bar in (0.6, 0.7, 0.8, 0.82, 0.84)]
        assert {tail.form for tail in found} == {Form.NORMAL, Form.GUMBEL}
        (limit,) = {tail.limit for tail in found}
        spread = np.std(values, ddof=1)
        assert limit == pytest.approx(0.85 - tails.gumbel_factor(20, 0.001) * spread)

    def test_more_confidence_is_more_cautious(self):
        values = list(stats.norm.ppf((np.arange(20) + 0.5) / 20))
        usual, more = (lower_tail(values, -5.0, confidence=c) for c in (0.95, 0.99))
        assert more.risk > usual.risk
        assert more.limit < usual.limit

    def test_small_values_are_not_equal_ones(self):
        assert lower_tail([1e-13 * (1 + n / 50) for n in range(20)], 0.0).form is not None
        assert lower_tail([0.0] * 20, -1.0).why == "all values are equal"

    def test_two_groups_contradict_both_forms(self):
        tail = lower_tail([0.9, 0.91, 0.92, 0.93, 0.9, 0.2, 0.21, 0.19, 0.2, 0.22] * 2, 0.1)
        assert (tail.form, tail.risk, tail.limit) == (None, None, None)
        assert "neither normal nor Gumbel" in tail.why

    @pytest.mark.parametrize(
        ("values", "why"),
        [
            ([1.0] * 12, "all values are equal"),
            ([0.1, 0.2, 0.3], "fewer than 8 values"),
            ([float("nan")] + [0.5] * 11, "not finite"),
        ],
    )
    def test_what_cannot_be_extrapolated_says_why(self, values, why):
        tail = lower_tail(values, 0.5)
        assert tail.risk is None
        assert why in tail.why
