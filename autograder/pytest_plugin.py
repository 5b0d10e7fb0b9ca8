"""pytest plugin: `pytest --autograder-check` makes a test of each item that `check` looks at.

An ordinary run of pytest is not changed: nothing but this module is imported, and no file is
collected, unless the option or the setting `autograder_check` asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from autograder.checking.findings import Finding
    from autograder.checking.report import Report

_COLLECTED = "assignment.toml"
_OTHERS = "other findings"
"""The item of what belongs to no other, so that no error of a check is passed over."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("autograder", "assignments of autograder")
    group.addoption(
        "--autograder-check",
        action="store_true",
        help="check assignments: each assignment.toml gives a test per item of `autograder check`",
    )
    group.addoption(
        "--autograder-runner",
        choices=("docker", "bubblewrap", "process"),
        help="sandbox for --autograder-check; process isolates nothing",
    )
    group.addoption(
        "--autograder-strict",
        action="store_true",
        help="warnings of --autograder-check fail their tests, too",
    )
    parser.addini("autograder_check", "as --autograder-check", type="bool", default=False)


def _asked(config: pytest.Config) -> bool:
    return bool(config.getoption("autograder_check") or config.getini("autograder_check"))


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if file_path.name != _COLLECTED or not _asked(parent.config):
        return None
    collector: pytest.Collector = AssignmentFile.from_parent(parent, path=file_path)
    return collector


class FindingsFailure(Exception):
    """The errors of one item."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(len(findings))
        self.findings = findings

    def __str__(self) -> str:
        return "\n".join(
            f"{finding.kind}: {finding}" + (f"\n  {finding.advice}" if finding.advice else "")
            for finding in self.findings
        )


class AssignmentFile(pytest.File):
    """One assignment. It is checked when its first item runs, as a whole and in parallel."""

    _outcome: Report | Exception | None = None
    _names: frozenset[str] = frozenset()

    def collect(self) -> Iterator[pytest.Item]:
        from autograder.checking.items import item_names
        from autograder.course import Course

        assignment = Course.load(self.path.parent).assignment(self.path.parent.name)
        names = item_names(assignment)
        self._names = frozenset(names)
        for name in (*names, _OTHERS):
            yield AssignmentItem.from_parent(self, name=name)

    def report(self) -> Report:
        """What the check found.

        Raises:
            AutograderError, RunnerFailure: the assignment could not be checked.
        """
        if self._outcome is None:
            try:
                self._outcome = self._check()
            except Exception as problem:  # noqa: BLE001 - each item reports it
                self._outcome = problem
        if isinstance(self._outcome, Exception):
            raise self._outcome
        return self._outcome

    def findings(self, item: str) -> list[Finding]:
        """What the check found that concerns an item, by its name.

        Raises:
            AutograderError, RunnerFailure: the assignment could not be checked.
        """
        found = self.report().findings
        if item == _OTHERS:
            return [finding for finding in found if finding.subject not in self._names]
        return [finding for finding in found if finding.subject == item]

    def _check(self) -> Report:
        from autograder.checking.checker import check, check_folder
        from autograder.checking.options import Options, Silent
        from autograder.checking.page import write_page
        from autograder.course import Course
        from autograder.grading.runner import choose_runner

        course = Course.load(self.path.parent)
        assignment = course.assignment(self.path.parent.name)
        runner = self.config.getoption("autograder_runner")
        backend = choose_runner(runner, trust_submissions=runner == "process", say=lambda _: None)
        report = check(course, assignment, backend, Options(), Silent())
        write_page(report, check_folder(course, assignment.name))
        return report


class AssignmentItem(pytest.Item):
    """One item of the check; it fails with the errors among its findings."""

    def runtest(self) -> None:
        parent = self.parent
        assert isinstance(parent, AssignmentFile)
        findings = parent.findings(self.name)
        strict = self.config.getoption("autograder_strict")
        failing = [finding for finding in findings if finding.is_error or strict]
        others = [finding for finding in findings if finding not in failing]
        if others:
            self.add_report_section("call", "warnings", "\n".join(map(str, others)))
        if failing:
            raise FindingsFailure(failing)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        from autograder.errors import AutograderError
        from gpu_runner.errors import RunnerFailure

        if isinstance(excinfo.value, FindingsFailure | AutograderError | RunnerFailure):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        return self.path, None, f"{self.path.parent.name}: {self.name}"
