"""The pages of an assignment as files: one class report, and the feedback of each student."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from autograder.files import write_atomic
from autograder.gradebook.values import AssignmentRow, RunRow, StudentRow, SubmissionSummary
from autograder.reports.class_report import render_class_report
from autograder.reports.feedback import HiddenPolicy, render_feedback

FEEDBACK: Final = "feedback"
"""The folder of students' pages, beside the class report."""


@dataclass(frozen=True)
class Written:
    """What `write_site` wrote. `missing` names executed notebooks that could not be read."""

    index: Path
    pages: int
    missing: tuple[str, ...]


def write_site(
    folder: Path,
    assignment: AssignmentRow,
    summaries: Sequence[SubmissionSummary],
    *,
    roster: Sequence[StudentRow],
    state_dir: Path,
    hidden_verdicts: str,
    now: datetime,
) -> Written:
    """Write `index.html` (for staff) and `feedback/<student>.html` (for students) to `folder`.

    Args:
        state_dir: the course's state folder, to which the paths in the gradebook are relative.
        hidden_verdicts: the assignment's policy: always, after_due or on_release.
        now: the present time, aware; its zone is that in which times are shown.

    Raises:
        StorageError: a page cannot be written.
    """
    policy = HiddenPolicy.of(assignment, hidden_verdicts, now)
    lost: list[str] = []
    for summary in summaries:
        notebooks, missing = load_notebooks(state_dir, summary.run)
        lost += [f"{summary.student.name}: {stem}" for stem in missing]
        page = render_feedback(
            summary,
            notebooks,
            policy=policy,
            title=assignment.title or assignment.name,
            missing=missing,
        )
        path = folder / FEEDBACK / page_name(summary.student.name)
        write_atomic(path, page.encode("utf-8", "replace"))
    index = folder / "index.html"
    report = render_class_report(
        assignment,
        summaries,
        now=now,
        roster=roster,
        feedback_link=lambda s: f"{FEEDBACK}/{quote(page_name(s.student.name))}",
        record_link=lambda s: _record_link(folder, state_dir, s),
    )
    write_atomic(index, report.encode("utf-8", "replace"))
    return Written(index, len(summaries), tuple(lost))


def page_name(student: str) -> str:
    """A file name for the student's page that means nothing to any file system.

    >>> page_name("ada@example.org"), page_name("../x"), page_name("a b")
    ('ada@example.org.html', '%2E%2E%2Fx.html', 'a%20b.html')
    """
    name = quote(student, safe="@+", errors="replace")
    if name.startswith("."):
        name = name.replace(".", "%2E")
    if len(name) > 200:
        # File systems allow 255 bytes; two students must not share a page for that.
        digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()
        name = f"{name[:150]}-{digest[:16]}"
    return f"{name}.html"


def load_notebooks(state_dir: Path, run: RunRow | None) -> tuple[dict[str, Any], list[str]]:
    """The executed notebooks of `run` by stem, and the stems of those that cannot be read."""
    notebooks: dict[str, Any] = {}
    missing: list[str] = []
    for stem, path in ({} if run is None else run.files.notebooks).items():
        try:
            notebook = json.loads((state_dir / path).read_bytes())
        except (OSError, ValueError, RecursionError):
            missing.append(stem)
            continue
        if isinstance(notebook, dict):
            notebooks[stem] = notebook
        else:
            missing.append(stem)
    return notebooks, missing


def _record_link(folder: Path, state_dir: Path, summary: SubmissionSummary) -> str:
    if summary.run is None or not summary.run.files.record:
        return ""
    path = os.path.relpath(state_dir / summary.run.files.record, folder)
    return quote(path.replace(os.sep, "/"))
