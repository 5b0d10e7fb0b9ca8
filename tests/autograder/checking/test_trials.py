"""How much time a mutant gets."""

from __future__ import annotations

import pytest

from autograder.checking.sightings import Seen, TestSeen
from autograder.checking.trials import LEAST_SECONDS, SLOWER, time_limits
from autograder.results import Verdict


def ran(test: str, seconds: float) -> TestSeen:
    return TestSeen(test=test, verdict=Verdict.PASSED, points=1.0, maximum=1.0, seconds=seconds)


def test_work_that_tests_share_may_fall_on_each_of_them() -> None:
    """The first of them that is run trains the model, and a stage may leave out the others."""
    base = Seen(tests=(ran("trains", 20.0), ran("asks", 0.1)), cells={"q1": 0.01, "slow": 4.0})
    assert time_limits(base) == {
        "q1": LEAST_SECONDS,
        "slow": SLOWER * 4.0,
        "trains": pytest.approx(SLOWER * 20.0),
        "asks": pytest.approx(SLOWER * 20.1),
    }
