from __future__ import annotations

import pytest

from gpu_runner.limits import Limits


def test_defaults_are_valid():
    assert Limits().pids == 256


@pytest.mark.parametrize("value", [0, -1, "many", True, float("nan"), None])
def test_a_limit_is_a_number_above_zero(value):
    with pytest.raises(ValueError, match="pids must be a number above 0"):
        Limits(pids=value)
