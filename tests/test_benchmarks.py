"""The benchmarks hook into functions of the grader, which must not drift away from them."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from autograder.examine.kernels import Kernel
from benchmarks import overhead


@pytest.mark.parametrize(
    ("measured", "step"),
    [(Kernel.run, overhead._role), (Kernel.run_silently, overhead._own_code)],
)
def test_steps_are_named_for_every_call_of_what_is_measured(measured: Any, step: Any) -> None:
    parameters = inspect.signature(measured).parameters.values()
    positional = [p for p in parameters if p.kind is not p.KEYWORD_ONLY]
    by_name = {p.name: None for p in parameters if p.default is not p.empty}
    required = [p for p in positional if p.default is p.empty]
    inspect.signature(step).bind(*positional)
    inspect.signature(step).bind(*required, **by_name)
