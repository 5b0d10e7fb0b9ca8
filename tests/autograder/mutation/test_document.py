"""docs/mutation.md names every operator, with the example of its docstring."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from autograder.mutation.operators import DEEP_LEARNING, GENERAL, OPERATORS, Operator

PAGE = Path(__file__).parents[3] / "docs" / "mutation.md"


def section(operator: Operator) -> str:
    """What the page says about `operator`."""
    return f"### {operator.name}\n\n{operator.summary}\n\n```diff\n{operator.example}\n```\n"


def sections(page: str, family: str) -> str:
    """The part of the page below the heading `family`."""
    return page.partition(f"## {family}\n\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize(
    ("family", "operators"), [("Deep learning", DEEP_LEARNING), ("Any program", GENERAL)]
)
def test_the_page_is_what_the_code_says(family, operators):
    written = sections(PAGE.read_text(encoding="utf-8"), family)
    expected = "\n".join(section(operator) for operator in operators)
    assert written[written.index("### ") :].rstrip("\n") == expected.rstrip("\n")


def test_the_page_names_each_operator_once():
    named = re.findall(r"^### (.*)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert named == [operator.name for operator in OPERATORS]
