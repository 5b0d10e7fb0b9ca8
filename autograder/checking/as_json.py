"""A report as JSON, for continuous integration and other programs."""

from __future__ import annotations

import dataclasses
from typing import Any

from autograder.checking.report import QuestionRow, Report, Trial, VariantRow


def as_json(report: Report) -> dict[str, Any]:
    """The report in types that JSON knows; docs/check.md names the fields."""
    return {
        "assignment": report.assignment,
        "error": "",
        "points": report.points,
        "ready": report.ready,
        "only": list(report.only),
        "made": report.made.isoformat(timespec="seconds"),
        "backend": report.backend,
        "machine": report.machine,
        "fingerprint": report.fingerprint,
        "seed": report.seed,
        "full_matrix": report.full_matrix,
        "findings": [dataclasses.asdict(finding) for finding in report.findings],
        "mutants": {
            "counted": len(report.counted),
            "kill_rate": _rounded(report.kill_rate),
            "left_out": report.sampled,
        },
        "questions": [_question(row) for row in report.questions],
        "tests": [dataclasses.asdict(test) for test in report.tests],
        "variants": [_variant(row) for row in report.variants],
        "constants": [
            {"constant": row.constant, "passed": list(row.passed)} for row in report.constants
        ],
        "trials": [_trial(trial) for trial in report.trials],
        "effort": {
            "seconds": round(report.effort.seconds, 1),
            "examined": report.effort.fresh,
            "jobs": report.effort.seats,
            "mutants_per_minute": _rounded(report.effort.mutants_per_minute, 1),
        },
    }


def _rounded(value: float | None, digits: int = 4) -> float | None:
    return None if value is None else round(value, digits)


def _question(row: QuestionRow) -> dict[str, Any]:
    return {**dataclasses.asdict(row), "kill_rate": _rounded(row.rate)}


def _variant(row: VariantRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "says": row.says,
        "claims": list(row.claims),
        "failed": list(row.failed),
        "lost": round(row.lost, 2),
    }


def _trial(trial: Trial) -> dict[str, Any]:
    return {
        **dataclasses.asdict(trial),
        "state": str(trial.state),
        "ran": list(trial.ran),
        "failed": list(trial.failed),
        "lost": round(trial.lost, 2),
    }
