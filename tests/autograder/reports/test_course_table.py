"""The table of a whole course: everybody is in it, and what is not known is no zero."""

import csv
import dataclasses
import io
import json

import pytest

from autograder.gradebook.values import StudentRow
from autograder.reports import course_table
from autograder.results import Verdict


@pytest.fixture
def scores(make):
    def submission(student, assignment, *points):
        results = [make.result(f"q{n}", points=value) for n, value in enumerate(points, start=1)]
        return make.summary(*results, student=student)

    gan = [submission("ada", "gan", 1.1, 1.2), make.summary(student="bob", run=None)]
    essay = make.result("q2", Verdict.PENDING)
    vae = [make.summary(make.result("q1", points=2.0), essay, student="ada")]
    assignments = [
        dataclasses.replace(make.assignment(found[0]), name=name)
        for name, found in (("gan", gan), ("vae", vae))
    ]
    roster = [StudentRow(name="cyd", first_name="=Cyd", email="cyd@example.org")]
    return course_table.gather(assignments, roster, {"gan": gan, "vae": vae})


def test_everybody_has_a_row_with_a_score_per_assignment(scores):
    ada, bob, cyd = csv.DictReader(io.StringIO(course_table.to_csv(scores)))
    assert (ada["student"], ada["gan"], ada["vae"], ada["total"]) == ("ada", "2.3", "2", "4.3")
    assert {row["maximum"] for row in (ada, bob, cyd)} == {"8"}
    assert (ada["missing"], ada["pending"]) == ("0", "1"), "a person has to read the essay"
    assert (bob["student"], bob["gan"], bob["total"]) == ("bob", "", "0"), "not graded is no zero"
    assert (bob["missing"], bob["pending"]) == ("1", "1")
    assert (cyd["gan"], cyd["vae"], cyd["missing"], cyd["pending"]) == ("", "", "2", "0")
    assert (cyd["first_name"], cyd["email"]) == ("'=Cyd", "cyd@example.org"), "no formula"


def test_the_json_says_what_a_score_is_made_of(scores):
    document = json.loads(course_table.to_json(scores))
    assert document["maximum"] == 8
    assert [row["assignment"] for row in document["assignments"]] == ["gan", "vae"]
    ada, bob, cyd = document["students"]
    assert [(row["assignment"], row["score"], row["pending"]) for row in ada["scores"]] == [
        ("gan", pytest.approx(2.3), 0),
        ("vae", 2.0, 1),
    ]
    assert bob["scores"][0]["score"] is None
    assert (cyd["scores"], cyd["total"]) == ([], 0)
