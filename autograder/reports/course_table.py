"""The scores of a whole course: a row per student, a column per assignment."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from autograder.gradebook.columns import clean_json
from autograder.gradebook.values import AssignmentRow, StudentRow, SubmissionSummary
from autograder.reports.tables import as_csv, iso_time

SCHEMA = "autograder-course/1"
_FIRST = ("student", "first_name", "last_name", "email")
_LAST = ("total", "maximum", "missing", "late", "pending")


@dataclass(frozen=True)
class CourseScores:
    """What a course's table is made of.

    `summaries` are by assignment; `students` those of the roster and those who handed in.
    """

    assignments: Sequence[AssignmentRow]
    students: Sequence[StudentRow]
    summaries: Mapping[str, Sequence[SubmissionSummary]]

    @property
    def maximum(self) -> float:
        """Points of all assignments."""
        return math.fsum(assignment.maximum for assignment in self.assignments)

    def by_student(self) -> dict[str, dict[str, SubmissionSummary]]:
        """The submissions of every student, by assignment."""
        found: dict[str, dict[str, SubmissionSummary]] = {s.name: {} for s in self.students}
        for assignment, summaries in self.summaries.items():
            for summary in summaries:
                found[summary.student.name][assignment] = summary
        return found


def gather(
    assignments: Sequence[AssignmentRow],
    roster: Sequence[StudentRow],
    summaries: Mapping[str, Sequence[SubmissionSummary]],
) -> CourseScores:
    """The course's scores, students by name."""
    handed_in = [summary.student for found in summaries.values() for summary in found]
    students = {student.name: student for student in (*handed_in, *roster)}
    return CourseScores(assignments, [students[name] for name in sorted(students)], summaries)


def score_table(scores: CourseScores) -> pd.DataFrame:
    """One row per student: points of each assignment, their sum, and what is not final.

    A score that is not known is a missing value, and counts as no points in the total.
    """
    given = scores.by_student()
    names = [column(assignment.name) for assignment in scores.assignments]
    rows = [
        {
            "student": student.name,
            **{field: getattr(student, field) for field in _FIRST[1:]},
            **{column(name): summary.score for name, summary in given[student.name].items()},
            "total": math.fsum(summary.score or 0.0 for summary in given[student.name].values()),
            "maximum": scores.maximum,
            "missing": len(scores.assignments) - len(given[student.name]),
            "late": sum(summary.is_late for summary in given[student.name].values()),
            "pending": sum(_is_open(summary) for summary in given[student.name].values()),
        }
        for student in scores.students
    ]
    return pd.DataFrame(rows, columns=[*_FIRST, *names, *_LAST])


def column(assignment: str) -> str:
    """The column of an assignment, which may have the name of another one.

    >>> column("vae"), column("total")
    ('vae', 'assignment/total')
    """
    return f"assignment/{assignment}" if assignment in (*_FIRST, *_LAST) else assignment


def to_csv(scores: CourseScores) -> str:
    """The table as CSV (UTF-8, comma, point), no cell of which is a formula."""
    return as_csv(score_table(scores))


def to_json(scores: CourseScores) -> str:
    """The table with what each score is made of, by the schema in docs/reports.md."""
    given = scores.by_student()
    document = {
        "schema": SCHEMA,
        "maximum": scores.maximum,
        "assignments": [
            {
                "assignment": assignment.name,
                "title": assignment.title,
                "maximum": assignment.maximum,
                "due": iso_time(assignment.due),
            }
            for assignment in scores.assignments
        ],
        "students": [_student(student, given[student.name]) for student in scores.students],
    }
    return json.dumps(clean_json(document), ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _student(student: StudentRow, given: Mapping[str, SubmissionSummary]) -> dict[str, Any]:
    return {
        "student": student.name,
        **{field: getattr(student, field) for field in _FIRST[1:]},
        "total": math.fsum(summary.score or 0.0 for summary in given.values()),
        "scores": [
            {
                "assignment": name,
                "status": summary.status,
                "score": summary.score,
                "deduction": summary.deduction,
                "maximum": summary.maximum,
                "late": summary.is_late,
                "waiting": summary.waiting,
                "pending": len(summary.pending),
            }
            for name, summary in given.items()
        ],
    }


def _is_open(summary: SubmissionSummary) -> bool:
    """Whether points of `summary` may still change without a new attempt."""
    return summary.score is None or bool(summary.pending) or summary.waiting
