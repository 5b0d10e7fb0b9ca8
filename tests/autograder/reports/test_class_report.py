"""The class report: empty, single and large classes, and hostile names."""

import base64
import re
import time
from datetime import timedelta
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from autograder.gradebook.values import StudentRow
from autograder.reports import charts
from autograder.reports.class_report import render_class_report
from autograder.reports.pages import stylesheet
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
    assert "scores 1" in words or "1 scores" in words
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
        "ada": make.run(budgets={"cell_seconds": 0.1, "memory_bytes": 0.241}),
        "bob": make.run(budgets={"cell_seconds": 1.02, "memory_bytes": 0.5}),
        "cyd": make.run(),
        "dan": make.run(budgets={"memory_bytes": 0.6}),
    }
    summaries = [make.summary(run=run, student=name) for name, run in runs.items()]
    page = report(make, summaries)
    words = Page(page).words()
    section = words[words.index("Budgets") : words.index("Submissions Student")]
    assert "bob 102 % – – 50 % – – – dan – – – 60 % – – –" in section
    assert "ada" not in section, "far from any limit"
    assert "The other 1 used at most 25 % of any limit." in section
    assert "cyd" not in section, "nothing was measured"
    assert "Longest cell All cells CPU Memory Processes Disk Output" in section


def test_code_in_titles_and_causes_is_code(make):
    result = make.result("q1", Verdict.FAILED, title="the `horizon`", detail="E: no `x < 0`")
    page = report(make, [make.summary(result)])
    assert page.count("The <code>horizon</code>") == 2, "among the questions and the failures"
    assert "E: no <code>x &lt; 0</code>" in page


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
    assert "Not graded: no engine" in words


def test_failures_name_their_students(make):
    summaries = [
        make.summary(make.result("q1", Verdict.FAILED, detail="KeyError: 'loss'"), student=name)
        for name in ("ada", "bob")
    ]
    words = Page(report(make, summaries)).words()
    assert "2 ✗ Failed KeyError: 'loss' Title of q1 ada, bob" in words


def test_a_reason_that_many_share_is_said_once(make):
    pending = [
        make.summary(make.result("d1", Verdict.PENDING), student=f"student{number:03}")
        for number in range(40)
    ]
    flagged = make.summary(make.result("q1"), student="zoe", run=make.run(flags=("cells moved",)))
    page = report(make, [flagged, *pending], feedback_link=lambda s: f"{s.student.name}.html")
    part = page[page.index('id="needs"') : page.index('id="questions"')]
    words = Page(part).words()
    assert words.count("To be graded: Title of d1") == 1
    assert "<summary>40 students</summary>" in part
    assert '<a href="student039.html">student039</a>' in part
    assert words.index("To be graded") < words.index("Cells moved")
    assert part.count("<details") == 1, "few names are not folded up"


def test_limits_are_named_in_words_and_grouped_by_cause(make):
    slow = {
        "message": "a cell took longer than 5 s",
        "detail": "autograder.examine.channel.CandidateTimeout: q",
    }
    results = [make.result(name, Verdict.TIMEOUT, **slow) for name in ("q1", "q2")]
    page = report(make, [make.summary(*results)])
    words = Page(page[page.index('id="failures"') : page.index('id="budgets"')]).words()
    assert "1 ■ Out of time A cell took longer than 5 s Title of q1; Title of q2 ada" in words
    assert "CandidateTimeout" not in page


def test_what_could_not_be_read_is_told_from_what_was_graded(make):
    unread = make.run(status=Status.INVALID, error="no JSON")
    words = Page(
        report(make, [make.summary(make.result("q1")), make.summary(run=unread, student="bob")])
    ).words()
    assert "1 submission could not be read, and counts as 0 points so far." in words


def test_every_section_is_linked_from_the_top(make):
    page = report(make, make.class_of(2))
    links = re.findall(r'<a href="#(\w+)">', page[: page.index("<main>")])
    assert links == re.findall(r'<h2 id="(\w+)">', page)


def test_errors_are_counted_in_the_plural(make):
    summaries = [make.summary(make.result("q1", Verdict.ERROR), student=name) for name in "ab"]
    words = Page(report(make, summaries)).words()
    assert "2 errors" in words
    assert "1 error" in words


def test_answers_below_one_heading_are_told_apart(make):
    results = [make.result(name, Verdict.PENDING, title="Discussion") for name in ("d1", "d2")]
    words = Page(report(make, [make.summary(*results)])).words()
    assert "To be graded: Discussion (d1); Discussion (d2)" in words


def test_submissions_link_to_their_files(make):
    page = report(
        make,
        [make.summary(make.result("q1"), due=make.noon - timedelta(days=1), attempts=3)],
        feedback_link=lambda summary: f"feedback/{summary.student.name}.html",
        record_link=lambda summary: "../records/ada.jsonl",
    )
    hrefs = [attributes["href"] for tag, attributes in Page(page).elements if tag == "a"]
    links = [href for href in hrefs if not href.startswith("#")]
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


def test_dark_charts_are_for_screens():
    page = charts.histogram([1.0, 2.0], 4.0, 1.5, "x")
    dark = re.findall(r'media="([^"]*dark[^"]*)"', page)
    assert len(dark) == 2
    assert all(media.startswith("screen and ") for media in dark)


@pytest.mark.parametrize(
    ("palette", "paper"), [(charts._LIGHT, "#fdfcfa"), (charts._DARK, "#181715")]
)
def test_bars_can_be_told_from_the_paper(palette, paper):
    """A contrast of 3 and more: WCAG 2.2, 1.4.11."""

    def luminance(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(palette.fill), luminance(paper)))
    assert (high + 0.05) / (low + 0.05) >= 3
    assert paper in stylesheet()


def test_charts_are_embedded_and_the_same_each_time():
    first = charts.histogram([1.0, 2.0], 3.0, 1.5, 'A "quoted" description')
    assert first == charts.histogram([1.0, 2.0], 3.0, 1.5, 'A "quoted" description')
    assert 'alt="A &#34;quoted&#34; description"' in first
    svg = base64.b64decode(first.split("base64,")[1].split('"')[0])
    assert svg.startswith(b"<?xml")
    assert b"<script" not in svg
