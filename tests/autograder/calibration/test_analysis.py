"""From runs to rates, bounds, suggestions, findings and what is written and shown about them."""

from __future__ import annotations

import dataclasses
import io
import json
import re
import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from autograder.calibration.analysis import Quantity, TestReport, analyse, rounded
from autograder.calibration.page import render_page, suggestion, write_page
from autograder.calibration.plan import Subject
from autograder.calibration.report import Report, as_json, odds, rate
from autograder.calibration.runs import Run, TestSeen
from autograder.calibration.summary import print_report
from autograder.calibration.tails import Rate
from autograder.calibration.writing import write_calibration
from autograder.checking.programs import Program, Side
from autograder.commands.calibrate import raise_errors
from autograder.errors import ConfigError, FindingsError
from autograder.reports.pages import content_security_policy
from autograder.results import Measure, Measurement, Verdict

BAR = 0.6


def seen(*values: float, measure: Measure = Measure.AT_LEAST, low: float = BAR, high: float = BAR):
    """A test that stops at the first value on the wrong side of its bar, as an assert does."""
    made: list[Measurement] = []
    for place, value in enumerate(values):
        item = Measurement(measure=measure, what=f"value {place}", value=value, low=low, high=high)
        made.append(item)
        if not item.reaches(item.high):
            return TestSeen(full=False, verdict=Verdict.FAILED, measurements=tuple(made))
    return TestSeen(full=True, verdict=Verdict.PASSED, measurements=tuple(made))


def runs(name: str, results: Sequence[TestSeen]) -> list[Run]:
    side = None if name == "reference" else Side(name.partition("/")[0])
    subject = Subject(
        program=Program(name=name, notebook="hw", cells={}),
        side=side,
        tests=("q1_quality",),
        seeds=len(results),
    )
    return [
        Run(subject=subject, seed=seed, tests={"q1_quality": result})
        for seed, result in enumerate(results, start=1)
    ]


def spread(mean: float, deviation: float, count: int = 20) -> list[float]:
    values = np.random.default_rng(round(1000 * mean)).normal(mean, deviation, count)
    return [float(value) for value in values]


def report_on(*found: list[Run]) -> TestReport:
    everything = [run for part in found for run in part]
    return analyse("q1_quality", "hw", "Quality of the model", "abc", everything)


def good_and_bad(**bars: float) -> TestReport:
    return report_on(
        runs("reference", [seen(v, **bars) for v in spread(0.85, 0.01)]),
        runs("right/other", [seen(v, **bars) for v in spread(0.80, 0.01)]),
        runs("wrong/lazy", [seen(v, **bars) for v in spread(0.30, 0.01)]),
    )


def whole(test: TestReport) -> Report:
    return Report(
        assignment="hw",
        title="Homework",
        seeds=20,
        variant_seeds=20,
        backend={"backend": "docker", "image": "gpu-runner:1"},
        made=datetime(2026, 11, 29, 12, tzinfo=UTC),
        tests=(test,),
    )


class TestRates:
    def test_nobody_is_misjudged(self):
        test = good_and_bad()
        assert test.false_fail == Rate(count=0, runs=40)
        assert test.false_pass == Rate(count=0, runs=20)
        assert test.risk(right=True) < 1e-3
        assert whole(test).findings == ()

    def test_the_program_nearest_to_the_bar_decides(self):
        test = good_and_bad()
        risks = {program.name: program.risk for program in test.programs}
        assert test.risk(right=True) == risks["right/other"] > risks["reference"]

    def test_runs_that_lose_points_are_an_error_with_the_programs_name(self):
        test = report_on(runs("reference", [seen(v) for v in [0.9] * 18 + [0.5, 0.55]]))
        assert test.false_fail == Rate(count=2, runs=20)
        (error,) = whole(test).errors
        assert error.message == "reference loses points in 2 of 20 runs"

    def test_a_wrong_solution_that_passes_is_an_error(self):
        passing = runs("wrong/lazy", [seen(v) for v in [0.3] * 9 + [0.7]])
        test = report_on(runs("reference", [seen(v) for v in spread(0.9, 0.01)]), passing)
        (error,) = whole(test).errors
        assert error.message == "wrong/lazy loses nothing in 1 of 10 runs"

    def test_a_bar_that_is_near_is_a_warning_though_nobody_failed(self):
        test = report_on(runs("reference", [seen(v) for v in spread(0.66, 0.015)]))
        assert test.false_fail.count == 0
        messages = [finding.message for finding in whole(test).findings]
        assert any("right solutions may lose points" in message for message in messages)
        assert any("no wrong variant" in message for message in messages)
        assert not whole(test).errors

    def test_risks_of_several_bars_add_up_for_the_right_and_not_for_the_wrong(self):
        pairs = [seen(a, b) for a, b in zip(spread(0.7, 0.01), spread(0.71, 0.01), strict=True)]
        test = report_on(runs("reference", pairs))
        singles = [series.tail.risk for q in test.quantities for series in q.series]
        assert test.risk(right=True) == pytest.approx(sum(singles))
        # Each with more confidence, so that both hold together.
        alone = report_on(runs("reference", [seen(v) for v in spread(0.7, 0.01)]))
        assert singles[0] > alone.risk(right=True) > 0

    def test_what_fails_without_a_threshold_is_not_extrapolated(self):
        fails = [
            TestSeen(full=False, verdict=Verdict.FAILED, measurements=seen(v).measurements)
            for v in spread(0.9, 0.01)
        ]
        test = report_on(runs("wrong/history", fails))
        assert test.risk(right=False) is None
        assert test.programs[0].unknown == ("it fails by something else than a threshold",)

    def test_equal_values_are_not_extrapolated(self):
        test = report_on(runs("reference", [seen(1.0)] * 20))
        assert test.risk(right=True) is None
        assert test.programs[0].unknown == ("value 0: all values are equal",)

    def test_a_quantity_of_no_form_leaves_the_test_without_a_bound(self):
        collapses = [0.61, 0.612, 0.95, 0.951] * 5
        pairs = [seen(a, b) for a, b in zip(spread(0.85, 0.01), collapses, strict=True)]
        test = report_on(runs("reference", pairs))
        assert test.risk(right=True) is None
        messages = [finding.message for finding in whole(test).findings]
        assert any(m.startswith("reference cannot be extrapolated: value 1") for m in messages)

    def test_nor_do_other_programs_give_it_one(self):
        test = report_on(
            runs("reference", [seen(v) for v in spread(0.85, 0.01)]),
            runs("right/collapses", [seen(v) for v in [0.61, 0.612, 0.95, 0.951] * 5]),
        )
        assert test.risk(right=True) is None

    def test_what_is_always_the_same_or_was_run_rarely_does_not_take_the_bound(self):
        pairs = [seen(value, 1.0) for value in spread(0.85, 0.01)]
        test = report_on(
            runs("reference", pairs), runs("right/other", [seen(0.8, 1.0), seen(0.9, 1.0)])
        )
        assert 0 < test.risk(right=True) < 1e-3

    def test_a_bar_that_depends_on_the_run_is_a_warning(self):
        test = report_on(runs("reference", [seen(0.9), seen(0.9, low=0.5, high=0.5)]))
        assert any("same order" in finding.message for finding in whole(test).findings)


class TestSuggestions:
    def test_between_wrong_and_right(self):
        (quantity,) = good_and_bad().quantities
        found = quantity.suggestion
        wrong, right = spread(0.30, 0.01), spread(0.80, 0.01)
        assert max(wrong) < found.low < found.bar < found.high < min(right)
        assert found.assumed

    def test_for_quantities_that_should_be_small(self):
        test = report_on(
            runs("reference", [seen(v, measure=Measure.AT_MOST) for v in spread(0.1, 0.01)]),
            runs("wrong/lazy", [seen(v, measure=Measure.AT_MOST) for v in spread(0.9, 0.01)]),
        )
        found = test.quantities[0].suggestion
        assert 0.9 > found.low > found.bar > found.high > 0.1
        assert test.false_pass.count == test.false_fail.count == 0

    def test_none_where_they_overlap(self):
        test = report_on(
            runs("reference", [seen(v) for v in spread(0.65, 0.03)]),
            runs("wrong/lazy", [seen(v) for v in spread(0.55, 0.03)]),
        )
        assert test.quantities[0].suggestion is None
        assert any("no bar surely separates" in f.message for f in whole(test).findings)

    def test_without_wrong_solutions_there_is_only_an_upper_end(self):
        test = report_on(runs("reference", [seen(v) for v in spread(0.85, 0.01)]))
        found = test.quantities[0].suggestion
        assert (found.low, found.bar) == (None, None)
        assert 0.7 < found.high < 0.85

    @pytest.mark.parametrize(
        ("measure", "values", "words"),
        [
            (Measure.AT_LEAST, spread(0.85, 0.01), r"a bar of 0\.\d+ or less"),
            (Measure.AT_MOST, spread(0.1, 0.01), r"a bar of 0\.\d+ or more"),
            (Measure.CREDIT, spread(0.85, 0.01), r"full credit at 0\.\d+ or less"),
        ],
    )
    def test_an_upper_end_says_what_is_there(self, measure, values, words):
        bars = {"low": 0.2, "high": 0.6} if measure is Measure.CREDIT else {}
        test = report_on(runs("reference", [seen(v, measure=measure, **bars) for v in values]))
        assert re.fullmatch(words, suggestion(test.quantities[0]))

    def test_zero_has_no_sign(self):
        test = report_on(
            runs("reference", [seen(v) for v in spread(0.8, 0.01)]),
            runs("wrong/lazy", [seen(0.0)] * 9),
        )
        assert str(test.quantities[0].suggestion.low) == "0.0"
        small = [seen(0.0, measure=Measure.AT_MOST)] * 9
        test = report_on(runs("reference", small))
        assert str(test.quantities[0].suggestion.high) == "0.0"

    def test_credit_that_wrong_solutions_earn_is_a_warning(self):
        test = good_and_bad(measure=Measure.CREDIT, low=0.2, high=0.6)
        (finding,) = whole(test).findings
        assert "wrong solutions may earn partial credit" in finding.message

    @pytest.mark.parametrize(
        ("value", "scale", "wanted"),
        [(0.7386, 0.5, 0.73), (0.73, 0.5, 0.73), (-0.00125, 0.01, -0.002), (128.6, 40.0, 128.0)],
    )
    def test_rounding_stays_on_the_safe_side(self, value, scale, wanted):
        assert rounded(value, scale) == wanted <= value


class TestWording:
    @pytest.mark.parametrize(
        ("share", "text"),
        [(0.00079, "1 in 1,270"), (0.5, "50 % of"), (1e-15, "1 in a billion"), (0.02, "1 in 50")],
    )
    def test_odds(self, share, text):
        assert odds(share) == text

    def test_rates(self):
        assert rate(Rate(count=1, runs=4)) == "1 of 4 (0.631 to 80.6 %)"

    def test_errors_are_counted_with_their_tests(self):
        test = report_on(runs("reference", [seen(0.1)]), runs("right/x", [seen(0.1)]))
        with pytest.raises(FindingsError, match="hw: 2 errors in 1 test"):
            raise_errors(whole(test))
        raise_errors(whole(good_and_bad()))

    def test_json_has_no_surprises(self):
        test = report_on(runs("reference", [seen(0.9), seen(float("-inf"))]))
        data = json.loads(json.dumps(as_json(whole(test), "page.html"), allow_nan=False))
        assert data["tests"][0]["measured"][0]["series"][0]["values"] == [0.9, None]
        assert data["tests"][0]["false_fail"]["count"] == 1

    def test_terminal(self):
        console = Console(width=160, record=True, file=io.StringIO())
        print_report(console, whole(good_and_bad()), Path("page.html"))
        text = console.export_text()
        assert "at least 0.6" in text
        assert "right solutions lose points in 0 of 40 (0 to 8.81 %)" in text


class TestPage:
    def test_a_chart_per_quantity_under_the_policy(self, tmp_path):
        page = write_page(tmp_path, whole(good_and_bad()))
        text = page.read_text(encoding="utf-8")
        assert content_security_policy() in text.replace("&#39;", "'")
        assert text.count("<picture>") == 1
        assert "<script" not in text
        assert " style=" not in text
        assert page.stat().st_mode & 0o077 == 0

    def test_the_verdict_stands_first(self):
        good = render_page(whole(good_and_bad()))
        assert "Nothing misjudged" in good[: good.index("<main>")]
        assert "nothing found" in good[good.index("<main>") :]
        values = [0.9] * 9 + [0.1]
        bad = render_page(whole(report_on(runs("reference", [seen(v) for v in values]))))
        assert "1 error<" in bad[: bad.index("<main>")]
        overview = bad[bad.index('id="overview"') : bad.index('id="q1_quality"')]
        assert "1 error<" in overview
        assert "Nothing misjudged" not in bad

    def test_names_are_escaped(self):
        test = report_on(
            runs("reference", [seen(v) for v in spread(0.9, 0.01)]),
            runs("right/<b>", [seen(v) for v in spread(0.9, 0.01)]),
        )
        assert "<b>" not in render_page(whole(test))


FILE = """\
title = "Homework"  # a remark

# Measured by hand.
[calibration.q1_quality]
date = 2026-01-01
cpu_seconds = 9     # stays
reference = [0.1]

[limits]
cell_seconds = 120
"""


@pytest.fixture
def written(tmp_path):
    """The text of an assignment.toml after the results were stored in it."""

    def write(text, report):
        file = tmp_path / "assignment.toml"
        file.write_text(text, "utf-8")
        write_calibration(file, report)
        return file.read_text("utf-8")

    return write


class TestWriting:
    def test_comments_and_own_keys_stay(self, written):
        text = written(FILE, whole(good_and_bad()))
        for line in ("# a remark", "# Measured by hand.", "cpu_seconds = 9     # stays"):
            assert line in text
        data = tomllib.loads(text)
        table = data["calibration"]["q1_quality"]
        assert data["limits"] == {"cell_seconds": 120}
        assert table["cpu_seconds"] == 9
        assert table["date"].isoformat() == "2026-11-29"
        assert table["backend"] == "docker gpu-runner:1"
        assert table["fingerprint"] == "abc"
        assert (table["false_fail"], table["false_pass"]) == ("0 of 40", "0 of 20")
        (measured,) = table["measured"]
        assert measured["bar"] == BAR
        assert len(measured["reference"]) == 20
        assert measured["wrong"][1] < BAR < measured["right"][0]

    def test_writing_twice_changes_nothing(self, written):
        once = written(FILE, whole(good_and_bad()))
        assert written(once, whole(good_and_bad())) == once

    def test_an_empty_line_stands_before_every_table(self, written):
        text = FILE
        for _ in range(2):
            text = written(text, whole(good_and_bad()))
            assert not re.search(r"^[^#\n].*\n\[", text, re.MULTILINE)
            assert "\n\n\n" not in text
            assert text.endswith("\n")
            assert not text.endswith("\n\n")

    def test_a_file_without_calibrations(self, tmp_path):
        file = tmp_path / "assignment.toml"
        file.write_text('title = "Homework"\n[limits]\ncell_seconds = 5\n', encoding="utf-8")
        assert write_calibration(file, whole(good_and_bad(measure=Measure.CREDIT, low=0.3)))
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        measured = data["calibration"]["q1_quality"]["measured"][0]
        assert (measured["low"], measured["high"]) == (0.3, BAR)
        assert data["limits"] == {"cell_seconds": 5}

    def test_a_bound_that_is_not_known_any_more_disappears(self, written):
        once = written(FILE, whole(good_and_bad()))
        assert "false_fail_bound" in once
        unknown = report_on(runs("reference", [seen(1.0)] * 20))
        again = written(once, whole(unknown))
        assert "false_fail_bound" not in again
        assert "false_pass" not in again, "no wrong variant was run"

    def test_packages_stand_there_by_their_hash(self, written):
        local = {"backend": "process", "packages": "numpy 2.4.6 " * 100}
        report = dataclasses.replace(whole(good_and_bad()), backend=local)
        assert re.fullmatch(r"process packages [0-9a-f]{12}", report.machine)
        assert f'backend = "{report.machine}"' in written(FILE, report)

    def test_no_toml(self, written):
        with pytest.raises(ConfigError, match="not valid TOML"):
            written("a = [", whole(good_and_bad()))


def test_a_run_that_ended_early_leaves_later_quantities_alone():
    found = [seen(0.9, 0.9), seen(0.1, 0.9)]
    first, second = report_on(runs("reference", found)).quantities
    assert isinstance(first, Quantity)
    assert (len(first.series[0].values), len(second.series[0].values)) == (2, 1)
