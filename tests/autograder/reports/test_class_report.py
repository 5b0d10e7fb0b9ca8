"""The class report: empty, single and large classes, and hostile names."""

import base64
import time
from datetime import timedelta
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from autograder.gradebook.values import StudentRow
from autograder.reports import charts
from autograder.reports.class_report import render_class_report
from autograder.reports.wording import STATUSES
from autograder.results import Status, Verdict


class Page(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.elements, self.text = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)

    def words(self):
        return " ".join(" ".join(self.text).split())


def report(make, summaries, **more):
    assignment = make.assignment(summaries[0] if summaries else None)
    return render_class_report(assignment, summaries, now=make.noon, **more)


def test_an_empty_class_has_a_report(make):
    words = Page(report(make, [], roster=[StudentRow(name="ada")])).words()
    for part in ("Nothing is graded yet", "There are no submissions", "Nothing submitted: ada"):
        assert part in words
    assert "0 submissions, 1 student without one" in words


def test_one_student_has_a_report(make):
    words = Page(report(make, [make.summary(make.result("q1"))])).words()
    assert "1 graded" in words or "graded 1" in words
    assert "Nobody: every question has its points" in words
    assert "No test failed" in words


def test_tests_stand_below_the_heading_of_their_question(make):
    titles = {"q1a": "Question 1 (3 points)", "q1b": "Question 1 (3 points)", "q2": "Question 2"}
    results = [make.result(name, title=f"{name} works (1 point)") for name in titles]
    scores = [make.score(result, heading=titles[result.test]) for result in results]
    words = Page(report(make, [make.summary(*scores)])).words()
    assert words.count("Question 1") == words.count("Question 2") == 1
    assert "Question 1 q1a works q1a 100 %" in words
    assert "Question 2 q2 works q2 100 %" in words


def test_budgets_stand_with_the_closest_to_a_limit_first(make):
    runs = {
        "ada": make.run(budgets={"cell_seconds": 0.1, "memory_bytes": 0.25}),
        "bob": make.run(budgets={"cell_seconds": 1.02, "memory_bytes": 0.5}),
        "cyd": make.run(),
    }
    summaries = [make.summary(run=run, student=name) for name, run in runs.items()]
    page = report(make, summaries)
    words = Page(page).words()
    section = words[words.index("Budgets") : words.index("At 100 %")]
    assert "bob 102 % – – 50 % – ada 10 % – – 25 % –" in section
    assert "cyd" not in section, "nothing was measured"
    assert "Longest cell All cells CPU Memory Output" in section


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_can_be_reported(make, verdict):
    assert "Title of q1" in report(make, [make.summary(make.result("q1", verdict))])


@pytest.mark.parametrize("status", Status)
def test_every_status_can_be_reported(make, status):
    summary = make.summary(run=make.run(status=status, error="why"))
    assert STATUSES[summary.status] in Page(report(make, [summary])).words()


def test_a_class_of_300_takes_moments(make):
    summaries = make.class_of(300)
    start = time.process_time()
    page = report(make, summaries)
    assert time.process_time() - start < 10
    words = Page(page).words()
    assert "300 submissions" in words
    assert all(f"student{number:03}" in words for number in range(300))
    assert len(page) < 1_500_000


def test_ungraded_and_open_submissions_are_named_beside_the_numbers(make):
    summaries = [
        make.summary(make.result("q1"), student="ada"),
        make.summary(make.result("q1", Verdict.PENDING), student="bob"),
        make.summary(run=None, student="cyd", last_error="no engine"),
    ]
    words = Page(report(make, summaries)).words()
    assert "1 submission still has open questions" in words
    assert "1 submission not graded, and not in these numbers" in words
    assert "not graded: no engine" in words


def test_failures_name_their_students(make):
    summaries = [
        make.summary(make.result("q1", Verdict.FAILED, detail="KeyError: 'loss'"), student=name)
        for name in ("ada", "bob")
    ]
    words = Page(report(make, summaries)).words()
    assert "2 ✗ Failed Title of q1 KeyError: 'loss' ada, bob" in words


def test_submissions_link_to_their_files(make):
    page = report(
        make,
        [make.summary(make.result("q1"), due=make.noon - timedelta(days=1), attempts=3)],
        feedback_link=lambda summary: f"feedback/{summary.student.name}.html",
        record_link=lambda summary: "../records/ada.jsonl",
    )
    links = [attributes.get("href") for tag, attributes in Page(page).elements if tag == "a"]
    assert links == ["feedback/ada.html", "../records/ada.jsonl"]
    assert "late" in Page(page).words()
    assert "3 attempts" in Page(page).words()


def test_hostile_names_and_messages_are_inert(make):
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>\u202e\x1b[31m'
    summary = make.summary(
        make.result("q1", Verdict.ERROR, title=evil, detail=evil, message=evil, notebook=evil),
        make.result("q2", Verdict.PENDING, title=evil),
        student=StudentRow(name=evil, first_name=evil),
        run=make.run(flags=(evil,)),
        last_error=evil,
    )
    assignment = make.assignment(summary, title=evil)
    missing = [StudentRow(name=evil + "2", last_name=evil)]
    page = render_class_report(assignment, [summary], now=make.noon, roster=missing)
    for tag, attributes in Page(page).elements:
        assert tag not in ("script", "iframe")
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
    assert "\u202e" not in page
    assert "\x1b" not in page


def test_tables_have_headers_and_pictures_have_words(make):
    elements = Page(report(make, make.class_of(12))).elements
    assert all(attributes["alt"] for tag, attributes in elements if tag == "img")
    assert all(attributes.get("scope") for tag, attributes in elements if tag == "th")
    headings = [tag for tag, _ in elements if tag in ("h1", "h2", "h3")]
    assert headings == ["h1"] + ["h2"] * 6


# -- the chart ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scores", "maximum"),
    [([0.0], 0.0), ([0.5], 1.0), ([20.0] * 9, 20.0), ([7.0, 130.0], 100.0), ([3.3], 1e6)],
)
def test_every_score_falls_into_a_bin(scores, maximum):
    edges = charts.edges(scores, maximum)
    assert all(edges[0] <= score <= edges[-1] for score in scores)
    assert 2 <= len(edges) <= charts.MAX_BINS + 3
    assert all(later > earlier for earlier, later in pairwise(edges))
    charts.histogram(scores, maximum, scores[0], "x")


def test_full_marks_have_a_bin_of_their_own():
    edges = charts.edges([20.0, 19.0], 20.0)
    assert edges[-2] < 20 < edges[-1]
    assert edges[-2] > 19


def test_charts_are_embedded_and_the_same_each_time():
    first = charts.histogram([1.0, 2.0], 3.0, 1.5, 'A "quoted" description')
    assert first == charts.histogram([1.0, 2.0], 3.0, 1.5, 'A "quoted" description')
    assert 'alt="A &#34;quoted&#34; description"' in first
    svg = base64.b64decode(first.split("base64,")[1].split('"')[0])
    assert svg.startswith(b"<?xml")
    assert b"<script" not in svg
