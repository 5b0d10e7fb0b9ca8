"""What a test compares with a threshold reaches its result, and is the same in any kernel."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

import pytest

from autograder.cells import CellInfo, Role
from autograder.examine import scoring, session
from autograder.examine.examiner import MAX_MEASUREMENTS, Examination
from autograder.results import Measure, Measurement, Verdict
from autograder.testing import at_least, at_most, credit, raises

CELL = CellInfo(0, "code", Role.TEST, "q1_quality", 2.0, "# Quality\nat_least(x, 0.5)")


@pytest.fixture
def examination() -> Iterator[Examination]:
    """The session of an examiner; its channel is not asked anything but the time."""
    before = session.current()
    channel: Any = type("Channel", (), {"deadline": 0.0})()
    session.install(Examination(channel, seed=1, sources={}))
    yield session.current()
    session.install(before)


class TestVerdicts:
    def test_the_value_is_not_taken_for_partial_credit(self):
        # As the last expression of a cell, a number would be its points.
        assert at_least(2, 2) is None
        assert at_most(1, 2) is None

    @pytest.mark.parametrize(
        ("check", "value", "text"),
        [
            (at_least, 0.49, "the accuracy is too small"),
            (at_most, 0.51, "the accuracy is too large"),
            (at_least, math.inf, "the accuracy is not a finite number"),
            (at_most, math.nan, "the accuracy is not a finite number"),
        ],
    )
    def test_failing_values_name_the_quantity_and_no_number(self, check, value, text):
        with pytest.raises(AssertionError, match=f"^{text}$"):
            check(value, 0.5, "the accuracy")

    @pytest.mark.parametrize("points", [0.375, 0.125, 1 / 3, 2])
    def test_full_credit_is_all_points_and_partial_credit_never_more(self, points):
        assert credit(0.9, low=0.5, high=0.9, points=points) == points
        assert credit(0.8999, low=0.5, high=0.9, points=points) <= points
        assert credit(0.5, low=0.5, high=0.9, points=points) == 0

    def test_a_missing_answer_is_not_the_wrong_error(self):
        for kind in (NameError, NotImplementedError):
            with pytest.raises(kind), raises(ValueError):
                raise kind
            with raises(kind):
                raise kind

    def test_another_error_and_none_are_named(self):
        with (
            pytest.raises(AssertionError, match=r"^scale raised KeyError instead of ValueError"),
            raises(ValueError, what="scale"),
        ):
            raise KeyError
        with (
            pytest.raises(AssertionError, match=r"^scale did not raise ValueError or KeyError"),
            raises(ValueError, KeyError, what="scale"),
        ):
            pass

    def test_a_bar_that_is_no_number_is_the_authors_mistake(self):
        with pytest.raises(ValueError, match="finite bar"):
            at_least(1.0, math.nan)


class TestRecording:
    def test_measurements_keep_their_order_and_reach_the_result(self, examination):
        at_least(0.8, 0.5, "the accuracy")
        at_most(3, 4, "the loss")
        credit(0.7, low=0.5, high=0.9, points=2, what="the F1 score")
        report = {"ended": True, "value": 1.0, "measurements": examination.measurements}
        result = scoring.judge(CELL, "hw", json.loads(json.dumps(report)), seconds=0.1)
        assert result.measurements == (
            Measurement(
                measure=Measure.AT_LEAST, what="the accuracy", value=0.8, low=0.5, high=0.5
            ),
            Measurement(measure=Measure.AT_MOST, what="the loss", value=3.0, low=4.0, high=4.0),
            Measurement(measure=Measure.CREDIT, what="the F1 score", value=0.7, low=0.5, high=0.9),
        )

    def test_the_value_that_fails_is_recorded(self, examination):
        with pytest.raises(AssertionError):
            at_least(0.1, 0.5)
        error = {"kind": "assertion", "type": "AssertionError", "text": "", "traceback": ""}
        report = {"error": error, "measurements": examination.measurements}
        result = scoring.judge(CELL, "hw", report, seconds=0.1)
        assert (result.verdict, result.measurements[0].value) == (Verdict.FAILED, 0.1)

    @pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
    def test_what_json_does_not_know_survives(self, examination, value):
        with pytest.raises(AssertionError):
            credit(value, low=0.0, high=1.0, points=1)
        text = json.dumps({"measurements": examination.measurements}, allow_nan=False)
        found = scoring.measurements(json.loads(text))[0].value
        assert found == value or (math.isnan(found) and math.isnan(value))

    def test_every_test_cell_begins_with_none(self, examination):
        at_least(1.0, 0.5)
        examination.begin(1.0)
        assert examination.measurements == []

    def test_a_loop_cannot_fill_the_record(self, examination):
        for number in range(MAX_MEASUREMENTS + 5):
            at_least(number, 0)
        assert len(examination.measurements) == MAX_MEASUREMENTS


class TestDirection:
    @pytest.mark.parametrize(
        ("measure", "low", "high", "rising"),
        [
            (Measure.AT_LEAST, 1.0, 1.0, True),
            (Measure.AT_MOST, 1.0, 1.0, False),
            (Measure.CREDIT, 0.2, 0.8, True),
            (Measure.CREDIT, 0.8, 0.2, False),
        ],
    )
    def test_which_values_are_good(self, measure, low, high, rising):
        item = Measurement(measure=measure, what="", value=0.9, low=low, high=high)
        assert item.rising is rising
        assert item.reaches(0.9)
        assert item.reaches(0.5) is rising
