"""Hints about a wrong name fit on a line, however many names are allowed."""

from __future__ import annotations

import pytest

from autograder.suggest import did_you_mean


@pytest.mark.parametrize("wrong", ["student17x", "somebody else"])
def test_of_many_names_only_the_nearest_are_shown(wrong: str) -> None:
    hint = did_you_mean(wrong, (f"student{number}" for number in range(300)))
    assert hint.endswith(", … of 300.")
    assert hint.count("student") <= 4
    assert len(hint) < 120
    if wrong == "student17x":
        assert hint.startswith("Did you mean 'student17'? Allowed: student17, ")


def test_a_few_names_are_all_shown() -> None:
    names = [f"name{number:02}" for number in range(20)]
    assert did_you_mean("x", names) == f"Allowed: {', '.join(names)}."
