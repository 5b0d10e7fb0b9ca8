"""Which part of a notebook an examination runs, and when it may stop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from autograder.cells import Role
from autograder.examine.assemble import AssembledCell
from autograder.results import TestResult, Verdict


@dataclass(frozen=True, kw_only=True)
class Selection:
    """A part of an examination. Without arguments: all of it, as submissions are graded.

    Args:
        tests: ids of the test cells to run; None for all. Nothing below the last is run.
        skipped: indices, in the instructor's notebook, of cells that are not run.
        stop_at_first_failure: whether the first test that loses points ends the examination.
        seconds: limits by the cell's id, where they are tighter than the assignment's.
    """

    tests: frozenset[str] | None = None
    skipped: frozenset[int] = frozenset()
    stop_at_first_failure: bool = False
    seconds: Mapping[str, float] = field(default_factory=dict)

    def of(self, cells: Sequence[AssembledCell]) -> list[AssembledCell]:
        """The cells that are run, in order."""
        chosen = [cell for cell in cells if self._runs(cell)]
        if self.tests is not None:
            while chosen and chosen[-1].info.role is not Role.TEST:
                chosen.pop()
        return chosen

    def _runs(self, cell: AssembledCell) -> bool:
        if cell.index in self.skipped:
            return False
        if cell.info.role is Role.TEST and self.tests is not None:
            return cell.info.grade_id in self.tests
        return True

    def ends_with(self, results: Sequence[TestResult]) -> bool:
        """Whether the last of `results` makes the rest unnecessary."""
        if not self.stop_at_first_failure or not results:
            return False
        return results[-1].maximum > 0 and loses_points(results[-1])


EVERYTHING = Selection()


def loses_points(result: TestResult) -> bool:
    """Whether a test has found something: less than full points, or failed where it gives none."""
    if result.manual:
        return False
    return result.verdict is not Verdict.PASSED or (result.points or 0.0) < result.maximum
