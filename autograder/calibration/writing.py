"""Writing a calibration into assignment.toml; comments and keys of the author stay."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import tomlkit
from tomlkit.items import AoT, Table

from autograder.calibration.analysis import Quantity, TestReport
from autograder.calibration.fingerprint import KEY
from autograder.calibration.report import Report
from autograder.results import Measure
from autograder.toml_edit import edit_toml

_DIGITS: Final = 4


def write_calibration(file: Path, report: Report) -> bool:
    """Store the results of every test under `[calibration.<test>]`; returns whether it changed.

    Raises:
        ConfigError: the file is no TOML.
        StorageError: it cannot be read or written.
    """
    return edit_toml(file, partial(_put, report))


def _put(report: Report, document: tomlkit.TOMLDocument) -> None:
    if "calibration" not in document:
        document["calibration"] = tomlkit.table(is_super_table=True)
    calibration: Any = document["calibration"]
    for test in report.tests:
        if test.test not in calibration:
            calibration[test.test] = tomlkit.table()
        _fill(calibration[test.test], test, report)


def _fill(table: Table, test: TestReport, report: Report) -> None:
    # A table below this one has to come after its keys.
    table.pop("measured", None)
    risk = test.risk(right=True)
    values: dict[str, Any] = {
        "date": report.made.date(),
        "seeds": report.seeds,
        "variant_seeds": report.variant_seeds,
        "backend": report.machine,
        KEY: test.fingerprint,
        "false_fail": _counts(test.false_fail.count, test.false_fail.runs),
        "false_fail_bound": None if risk is None else float(f"{risk:.1e}"),
        "false_pass": _counts(test.false_pass.count, test.false_pass.runs),
    }
    for key, value in values.items():
        if value is None:
            table.pop(key, None)
        else:
            table[key] = value
    measured: AoT = tomlkit.aot()
    for quantity in test.quantities:
        measured.append(_measured(quantity))
    if measured:
        # An empty line before the next table belongs to the last of these, which were replaced.
        measured[-1].add(tomlkit.nl())
    table["measured"] = measured


def _counts(count: int, runs: int) -> str | None:
    return f"{count} of {runs}" if runs else None


def _measured(quantity: Quantity) -> Table:
    table = tomlkit.table()
    table["what"] = quantity.what
    table["measure"] = str(quantity.measure)
    if quantity.measure is Measure.CREDIT:
        table["low"], table["high"] = quantity.low, quantity.high
    else:
        table["bar"] = quantity.high
    for series in quantity.series:
        if series.program == "reference":
            table["reference"] = _rounded(series.finite)
    for key, right in (("right", True), ("wrong", False)):
        found = [
            value
            for series in quantity.series
            if series.right is right and series.program != "reference"
            for value in series.finite
        ]
        if found:
            table[key] = _rounded((min(found), max(found)))
    return table


def _rounded(values: Sequence[float]) -> list[float]:
    """With four significant digits."""
    return [
        0.0 if value == 0 else round(value, _DIGITS - 1 - math.floor(math.log10(abs(value))))
        for value in values
    ]
