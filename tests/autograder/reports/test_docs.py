"""What docs/gradebook.md and docs/reports.md list is what there is."""

import json
import re
from pathlib import Path

import pytest

from autograder.assignment import HIDDEN_VERDICTS
from autograder.gradebook.engine import _SQLITE_HINTS
from autograder.gradebook.models import Base
from autograder.reports import tables, wording
from autograder.results import Verdict

DOCS = Path(__file__).parents[3] / "docs"
REPORTS = (DOCS / "reports.md").read_text(encoding="utf-8")
GRADEBOOK = (DOCS / "gradebook.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_is_explained(verdict):
    assert f"| `{verdict}` | {wording.VERDICTS[verdict].label}" in REPORTS


def test_every_policy_is_explained():
    for policy in HIDDEN_VERDICTS:
        assert f"| `{policy}` |" in REPORTS


def test_every_table_is_explained():
    assert set(re.findall(r"^\| `(\w+)` \|", GRADEBOOK, re.MULTILINE)) == set(Base.metadata.tables)


def test_every_failure_of_the_file_is_explained():
    for reason, _ in _SQLITE_HINTS.values():
        assert f"| {reason} |" in GRADEBOOK


def test_every_column_and_field_is_explained(make):
    summary = make.summary(make.score(make.result("q1"), given=1.0))
    assignment = make.assignment(summary)
    for column in tables.score_table(assignment, [summary]).columns.drop("q1"):
        assert f"`{column}`" in REPORTS

    def fields(value):
        if isinstance(value, dict):
            return set(value).union(*map(fields, value.values()))
        return set().union(*map(fields, value)) if isinstance(value, list) else set()

    found = fields(json.loads(tables.to_json(assignment, [summary])))
    assert {"score", "automatic_points"} <= found
    for field in found:
        assert re.search(rf"[`.]{field}(\[\])?`", REPORTS), field
