"""What must hold after any fault, checked against what was stored before it."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import nbformat

from autograder.course import Course
from autograder.gradebook.store import Gradebook
from autograder.gradebook.values import RunId, RunRow
from autograder.results import Status
from gpu_runner import cleanup, slotdir
from tests.faults.grader import earns, fingerprint


class Ledger:
    """Remembers every stored run of a course's only assignment, with the bytes of its files."""

    def __init__(self, root: Path) -> None:
        self.course = Course.load(root)
        self.log = root / "examined"
        self.seen: dict[RunId, tuple[RunRow, dict[str, bytes]]] = {}
        self.settled: set[str] = set()
        self._log_read = 0

    def runs(self) -> list[RunRow]:
        """Every run that is stored."""
        with Gradebook.open(self.course.db_url) as gradebook:
            assert gradebook.check() == []
            names = [student.name for student in gradebook.students()]
            return [run for name in names for run in gradebook.runs("demo", name)]

    def check(self) -> None:
        """Nothing is lost, changed, wrong, or graded twice; a cleaning leaves nothing over."""
        runs = self.runs()
        by_id = {run.id: run for run in runs}
        for number, (row, files) in self.seen.items():
            assert by_id[number] == row, "a stored run has changed"
            assert self._files(row) == files, "a file of a stored run has changed"
        finished = [run for run in runs if run.status is not Status.NOT_GRADED]
        twice = Counter((run.student, run.attempt, run.examination_key) for run in finished)
        assert set(twice.values()) <= {1}, "graded twice"
        for run in runs:
            self._check_points(run)
        self._check_examined()
        self.seen |= {run.id: (run, self._files(run)) for run in runs}
        self.settled |= {self._print_of(run.student) for run in finished}
        cleanup.cleanup(None)
        assert list(slotdir.socket_root().iterdir()) == [], "a folder of a slot is left"

    def check_complete(self) -> None:
        """Every submission has its one finished run."""
        finished = {run.student for run in self.runs() if run.status is not Status.NOT_GRADED}
        assert finished == {path.stem for path in self._submissions()}

    def _check_points(self, run: RunRow) -> None:
        if run.status is Status.NOT_GRADED:
            assert run.results == (), "a failure of the infrastructure has become points"
            return
        notebook = nbformat.read(self._path(run.student), as_version=4)
        for result in run.results:
            if result.manual:
                continue
            assert result.points == result.maximum * earns(notebook, result.test), result

    def _check_examined(self) -> None:
        """What was stored at the last check has not been examined since."""
        lines = self.log.read_text().split() if self.log.exists() else []
        assert not self.settled & set(lines[self._log_read :]), "a graded submission was run again"
        self._log_read = len(lines)

    def _files(self, run: RunRow) -> dict[str, bytes]:
        names = [run.files.record, *run.files.notebooks.values()]
        found = {name: (self.course.state_dir / name).read_bytes() for name in names}
        assert json.loads(found[run.files.record].splitlines()[-1])["event"] == "end"
        return found

    def _submissions(self) -> list[Path]:
        return sorted((self.course.root / "handed-in").glob("*.ipynb"))

    def _path(self, student: str) -> Path:
        return self.course.root / "handed-in" / f"{student}.ipynb"

    def _print_of(self, student: str) -> str:
        return fingerprint(nbformat.read(self._path(student), as_version=4))
