"""Feedback pages: what students see, what they do not, and what nobody's browser runs."""

import base64
import hashlib
import re
from datetime import timedelta
from html.parser import HTMLParser

import nbformat.v4 as v4
import pytest

from autograder.gradebook.values import CommentRow, StudentRow
from autograder.reports import wording
from autograder.reports.feedback import HiddenPolicy, render_feedback
from autograder.results import Status, Verdict

CANARY = "canary-7f3a"
HIDDEN_TEST = f"""# Hidden: The loss is right
assert callable(loss)
### BEGIN HIDDEN TESTS
assert loss(1) == "{CANARY}"
### END HIDDEN TESTS
assert loss.__doc__"""


class Page(HTMLParser):
    """Text and elements of a page."""

    def __init__(self, page):
        super().__init__()
        self.elements, self.text, self.styles = [], [], []
        self.in_style = False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.in_style = tag == "style"

    def handle_endtag(self, tag):
        self.in_style = False

    def handle_data(self, data):
        (self.styles if self.in_style else self.text).append(data)

    def words(self):
        return " ".join(" ".join(self.text).split())


def cell(source, *outputs, role="plain", grade_id="", kind="code"):
    metadata = {"autograder": {"role": role, "grade_id": grade_id}}
    if kind == "markdown":
        return v4.new_markdown_cell(source, metadata=metadata)
    made = v4.new_code_cell(source, metadata=metadata)
    made.outputs = list(outputs)
    return made


def stream(text, name="stdout"):
    return v4.new_output("stream", name=name, text=text)


def display(**data):
    # By hand: nbformat would refuse what a damaged file may hold.
    bundle = {kind.replace("_", "/", 1): value for kind, value in data.items()}
    return {"output_type": "display_data", "data": bundle, "metadata": {}}


def notebook(*cells):
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells)}


@pytest.fixture
def render(make):
    def render(summary, *cells, policy=None, **more):
        notebooks = {"gan": notebook(*cells)} if cells else {}
        return render_feedback(
            summary, notebooks, policy=policy or HiddenPolicy(now=make.noon), **more
        )

    return render


def test_the_page_says_what_was_found(make, render):
    page = Page(
        render(
            make.summary(
                make.result("q1", title="The loss is right"),
                make.result("q2", Verdict.FAILED, points=0.5, message="half way"),
                make.result("q3", Verdict.ERROR, message="ValueError: shapes"),
                student=StudentRow(name="ada", first_name="Ada", last_name="Lovelace"),
            ),
            title="GAN losses",
        )
    )
    words = page.words()
    for part in (
        *("GAN losses", "Ada Lovelace", "2.5 of 6 points", "1 September 2026, 12:00 UTC"),
        *("The loss is right ✓ Passed 2 / 2", "◐ Partial credit 0.5 / 2 Half way"),
        "✗ Error 0 / 2 ValueError: shapes",
    ):
        assert part in words
    assert "so far" not in words


def test_tests_stand_below_the_heading_of_their_question(make, render):
    policy = HiddenPolicy(verdicts="on_release", now=make.noon)
    summary = make.summary(
        make.score(make.result("q1a"), heading="Question 1: shapes"),
        make.score(make.result("q1b", Verdict.FAILED, maximum=4.0), heading="Question 1: shapes"),
        make.score(make.result("q1c", hidden=True), heading="Question 1: shapes"),
        make.score(make.result("q2"), heading="Question 2: <b>"),
        make.score(make.result("q3", hidden=True), heading="Question 3"),
    )
    words = Page(render(summary)).words()
    assert "Question 1: shapes 4 / 8 Title of q1a" in words
    assert "Question 2: <b> 2 / 2 Title of q2" in words
    assert words.count("Question 1: shapes") == 1
    withheld = Page(render(summary, policy=policy)).words()
    assert "Question 1: shapes 2 / 6 Title of q1a" in withheld
    assert "Question 3 – / 0 Title of q3" in withheld


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_has_words_and_a_sign(make, render, verdict):
    words = Page(render(make.summary(make.result("q1", verdict)))).words()
    label, tone, meaning = wording.VERDICTS[verdict]
    assert f"{wording.SIGNS[tone]} {label}" in words
    assert (f"{label}: {meaning}" in words) is (verdict is not Verdict.PASSED)


def test_hidden_tests_are_marked_and_explained(make, render):
    explained = "Of a hidden test you see its title and verdict"
    test = cell(HIDDEN_TEST, role="test", grade_id="q2")
    page = render(make.summary(make.result("q1"), make.result("q2", hidden=True)), test)
    assert page.count('<span class="place">hidden</span>') == 2  # in the table, at the cell
    assert explained in page
    assert explained not in render(make.summary(make.result("q1")))


def test_tests_are_below_the_headings_of_the_notebook(make, render):
    question = cell("## Question 1", kind="markdown")
    test = cell("assert f()", role="test", grade_id="q1")
    page = render(make.summary(make.result("q1")), question, test)
    tags = [tag for tag, _ in Page(page).elements if re.fullmatch("h[1-6]", tag)]
    assert tags == ["h1", "h2", "h2", "h4", "h5"]


def test_messages_have_a_row_of_their_own_and_capital_letters(make, render):
    page = render(make.summary(make.result("q1", Verdict.FAILED, message="half way")))
    assert '<tr class="saying"><td colspan="3">\n<p class="message">Half way</p>' in page
    silent = render(make.summary(make.result("q1")))
    assert 'class="saying"' not in silent


def test_answers_below_one_heading_are_told_apart(make, render):
    pending = {"title": "Discussion (3 points)"}
    summary = make.summary(
        make.result("d1", Verdict.PENDING, **pending), make.result("d2", Verdict.PENDING, **pending)
    )
    words = Page(render(summary)).words()
    assert "Discussion (d1) …" in words
    assert "Discussion (d2) …" in words


def test_open_points_are_told_from_lost_ones(make, render):
    page = render(
        make.summary(make.result("q1", Verdict.FAILED), make.result("q2", Verdict.PENDING))
    )
    assert page.count('class="track open"') == 1
    assert ".bar .open { fill: none; stroke:" in page


def test_verdict_badges_stand_at_the_test_cells(make, render):
    page = render(
        make.summary(make.result("q1", Verdict.FAILED, title="The loss is right")),
        cell("x = 1"),
        cell("# The loss is right\nassert loss(1) == 0", role="test", grade_id="q1"),
    )
    article = re.search(r'<article class="cell graded" id="question-1">.*?</article>', page, re.S)
    words = Page(article.group()).words()
    assert words.startswith("The loss is right ✗ Failed 0 / 2")
    assert '<a href="#question-1">The loss is right</a>' in page


# -- hidden tests ---------------------------------------------------------------------------------


def test_a_hidden_test_shows_released_lines_and_no_output(make, render):
    page = render(
        make.summary(make.result("q1", Verdict.FAILED, hidden=True, title="The loss is right")),
        cell(
            HIDDEN_TEST,
            stream(f"print {CANARY}"),
            v4.new_output("error", ename="AssertionError", evalue=CANARY, traceback=[CANARY]),
            role="test",
            grade_id="q1",
        ),
    )
    words = Page(page).words()
    assert CANARY not in page
    assert "BEGIN HIDDEN" not in page
    assert "assert callable ( loss )" in words
    assert "assert loss . __doc__" in words
    assert "✗ Failed" in words


def test_the_gradebook_alone_makes_a_test_hidden(make, render):
    page = render(
        make.summary(make.result("q1", hidden=True)),
        cell("check(loss)", stream(CANARY), role="test", grade_id="q1"),
    )
    assert CANARY not in page


def test_hidden_regions_and_mark_schemes_are_removed_wherever_they_stand(make, render):
    scheme = f"Task\n\n=== BEGIN MARK SCHEME ===\n{CANARY}\n=== END MARK SCHEME ===\n\nrest"
    page = render(
        make.summary(make.result("q1")),
        cell(HIDDEN_TEST, stream(CANARY)),
        cell(f"text\n### BEGIN HIDDEN TESTS\n{CANARY}", kind="markdown"),
        cell(scheme, kind="markdown", role="task", grade_id="t"),
        cell(f"=== BEGIN MARK SCHEME ===\n{CANARY}", kind="markdown", role="task", grade_id="u"),
        cell(f"do\n### BEGIN MARK SCHEME\n- {CANARY}\n### END MARK SCHEME", kind="markdown"),
        v4.new_raw_cell(HIDDEN_TEST),
    )
    assert CANARY not in page
    assert "rest" in Page(page).words()


def test_a_visible_test_shows_its_outputs(make, render):
    page = render(
        make.summary(make.result("q1", Verdict.FAILED)),
        cell("assert loss(1) == 0", stream("seen"), role="test", grade_id="q1"),
    )
    assert "seen" in Page(page).words()


DUE = timedelta(days=7)


@pytest.mark.parametrize(
    ("verdicts", "days", "due", "released", "shown"),
    [
        ("always", 0, True, False, True),
        ("after_due", 6, True, False, False),
        ("after_due", 7, True, False, False),
        ("after_due", 8, True, False, True),
        ("after_due", 0, True, True, True),
        ("after_due", 99, False, False, False),
        ("on_release", 99, True, False, False),
        ("on_release", 0, True, True, True),
    ],
)
def test_when_hidden_verdicts_appear(make, render, verdicts, days, due, released, shown):
    policy = HiddenPolicy(
        verdicts=verdicts,
        now=make.noon + timedelta(days=days),
        due=make.noon + DUE if due else None,
        released=released,
    )
    summary = make.summary(
        make.result("q1", maximum=3.0, title="Visible one"),
        make.result("q2", Verdict.ERROR, hidden=True, maximum=4.0, message=CANARY),
        make.result("q3", Verdict.PASSED, hidden=True, maximum=5.0, message=CANARY),
    )
    words = Page(render(summary, policy=policy)).words()
    assert ("8 of 12 points" in words) is shown
    assert (CANARY in words) is shown
    assert ("✗ Error" in words) is shown
    if not shown:
        assert "3 of 3 points so far" in words
        assert words.count("Not shown yet – / ") == 2
        assert "Hidden tests worth 9 points are not in this score yet" in words
        assert words.count("their verdicts appear after") == words.count("appear after") == 1
        assert "still to be graded" not in words


def test_withheld_pages_do_not_depend_on_the_withheld_verdicts(make, render):
    """The whole page is the same, byte for byte, whatever the hidden tests found."""
    policy = HiddenPolicy(verdicts="on_release", now=make.noon)
    hidden = {"hidden": True, "title": "Hidden one"}
    test = cell(HIDDEN_TEST, stream("x"), role="test", grade_id="q2")
    pages = {
        render(make.summary(make.result("q1"), score), test, policy=policy)
        for score in (
            *(make.result("q2", verdict, **hidden, seconds=number, message=f"m{number}")
              for number, verdict in enumerate(set(Verdict) - {Verdict.PENDING})),
            make.score(make.result("q2", Verdict.FAILED, **hidden), given=1.0, reason="kind"),
            make.score(
                make.result("q2", **hidden),
                comments=(
                    CommentRow(
                        id=1, notebook="gan", grade_id="q2", author="g", text="x",
                        created_at=make.noon,
                    ),
                ),
            ),
        )
    }  # fmt: skip
    assert len(pages) == 1


def test_an_unknown_policy_is_an_error(make):
    with pytest.raises(ValueError, match="sometimes"):
        HiddenPolicy(verdicts="sometimes", now=make.noon).withheld()


# -- the state of a submission --------------------------------------------------------------------


def test_what_is_not_graded_has_no_score(make, render):
    summary = make.summary(run=None, last_error=f"no container: {CANARY}")
    page = render(summary)
    assert "– of 0 points" in Page(page).words()
    assert "not graded yet" in page
    assert CANARY not in page  # infrastructure is no business of students


def test_an_unreadable_submission_says_why(make, render):
    run = make.run(status=Status.INVALID, error="line 3 is no JSON")
    assert "could not be read. line 3 is no JSON" in render(make.summary(run=run))


def test_the_reason_of_an_unreadable_submission_is_said_once(make, render):
    results = [
        make.result(name, Verdict.ERROR, message="line 3 is no JSON") for name in ("q1", "q2")
    ]
    run = make.run(results, status=Status.INVALID, error="line 3 is no JSON\n  Save it again.")
    assert render(make.summary(*results, run=run)).count("line 3 is no JSON") == 1


def test_a_newer_attempt_and_lateness_are_named(make, render):
    newer = type(make.attempt)(sha256="b" * 64, received_at=make.noon + timedelta(days=1))
    summary = make.summary(make.result(), attempt=newer, attempts=2, due=make.noon - DUE)
    words = Page(render(summary)).words()
    assert "A newer attempt waits" in words
    assert "Received after the due date, 25 August 2026" in words


def test_what_people_gave_and_wrote_is_shown(make, render):
    comment = CommentRow(
        id=1,
        notebook="gan",
        grade_id="q1",
        author="grace",
        text="*Good* <script>alert(1)</script>",
        created_at=make.noon,
    )
    graded = make.score(
        make.result("q1", Verdict.PENDING), given=1.0, reason="no proof", comments=(comment,)
    )
    page = render(make.summary(graded, make.result("q2", Verdict.PENDING), comments=(comment,)))
    words = Page(page).words()
    assert "1 point given by grace: no proof" in words
    assert "◐ Graded 1 / 2" in words
    assert words.count("Good") == 2
    assert "1 of 4 points so far" in words
    assert "1 question still to be graded" in words
    assert "<script>" not in page


def test_a_missing_notebook_is_named(make, render):
    page = render(make.summary(make.result()), missing=["gan"])
    assert "executed notebook gan is not available" in page


def test_an_assignment_without_questions_has_a_page(make, render):
    assert "has no questions" in render(make.summary())


# -- hostile notebooks ----------------------------------------------------------------------------

SVG = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
OUTPUTS = {
    "html script": display(text_html="<b>bold</b><script>alert(1)</script>", text_plain="x"),
    "only script": display(text_html="<script>alert(1)</script>", text_plain="fallback"),
    "svg": display(**{"image_svg+xml": SVG}),
    "javascript": display(application_javascript="alert(1)", text_plain="fallback"),
    "widget": display(**{"application_vnd.jupyter.widget-view+json": {"model_id": "x"}}),
    "evil type": display(**{"application_<img src=x onerror=alert(1)>": "x"}),
    "false png": display(image_png=base64.b64encode(b"<script>alert(1)</script>").decode()),
    "png that ends the tag": display(image_png='"><script>alert(1)</script>'),
    "png of no text": display(image_png={"a": 1}),
    "description": display(**{"image_svg+xml": "<svg/>", "text_plain": '"><img src=x onerror=a>'}),
    "markdown": display(text_markdown="[x](javascript:alert(1)) <img src=x onerror=alert(1)>"),
    "latex": display(text_latex="$</code><script>alert(1)</script>$"),
    "stream": stream("<script>alert(1)</script>\x1b[31m<img src=x onerror=alert(1)>\u202e"),
    "stderr": stream("<script>alert(1)</script>", "stderr"),
    "error": v4.new_output("error", ename="<b>", evalue="<script>", traceback=["<img onerror=a>"]),
    "error without traceback": v4.new_output("error", ename="E", evalue="</pre><script>alert(1)"),
    "list of lines": display(text_html=["<script>", "alert(1)", "</script><i>x</i>"]),
    "html of no text": display(text_html={"a": "<script>"}),
    "nothing": display(),
    "unknown": {"output_type": "<script>", "data": "x"},
}


@pytest.mark.parametrize("output", OUTPUTS.values(), ids=OUTPUTS)
def test_outputs_are_inert(make, render, output):
    check_inert(render(make.summary(make.result()), cell("x", output)))


def check_inert(source):
    """The page holds its own elements only: nothing that acts, loads or styles."""
    page = Page(source)
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "iframe", "object", "embed", "form", "input", "link", "base"}
    assert [tag for tag, _ in page.elements].count("style") == 1
    assert [tag for tag, _ in page.elements].count("h1") == 1
    for tag, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], tag
        if "src" in attributes:
            assert attributes["src"].startswith("data:image/")
        assert re.match(r"#|https?://|mailto:|$", attributes.get("href") or "")
    policy = dict(page.elements[3][1])["content"]
    digest = base64.b64encode(hashlib.sha256("".join(page.styles).encode()).digest()).decode()
    assert page.elements[3][1]["http-equiv"] == "Content-Security-Policy"
    assert f"style-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_names_titles_and_messages_are_inert(make, render):
    evil = '`"><script>alert(1)</script><img src=x onerror=alert(1)>`\u202e'
    score = make.score(
        make.result("q1", Verdict.FAILED, title=evil, message=evil, notebook=evil),
        given=1.0,
        reason=evil,
    )
    summary = make.summary(
        score,
        make.result("q2"),
        student=StudentRow(name=evil, first_name=evil),
        run=make.run(status=Status.INVALID, error=evil),
    )
    page = render_feedback(
        summary,
        {evil: notebook(cell(evil), cell(evil, kind="markdown"), v4.new_raw_cell(evil))},
        policy=HiddenPolicy(now=make.noon),
        title=evil,
    )
    check_inert(page)
    assert "\u202e" not in page


def test_code_in_titles_and_hints_is_code(make, render):
    result = make.result(
        "q1", Verdict.FAILED, title="the return of `x < 0`", message="see `np.sum`"
    )
    page = render(make.summary(result))
    assert page.count("The return of <code>x &lt; 0</code>") == 1
    assert '<p class="message">See <code>np.sum</code></p>' in page


def test_attachments_are_inert(make, render):
    attached = v4.new_markdown_cell("![a](attachment:x.png) ![b](attachment:y)")
    attached["attachments"] = {"x.png": {"image/svg+xml": SVG}, "y": "no bundle"}
    strange = cell("x", role="plain", grade_id="<script>")
    check_inert(render(make.summary(make.result()), attached, strange))


def test_an_interactive_output_becomes_a_note(make, render):
    words = Page(render(make.summary(make.result()), cell("x", OUTPUTS["widget"]))).words()
    assert "An interactive output (application/vnd.jupyter.widget-view+json) is not shown" in words
    words = Page(render(make.summary(make.result()), cell("x", OUTPUTS["javascript"]))).words()
    assert "fallback" in words


def test_floods_of_output_are_cut(make, render):
    big = display(text_html="<p>y</p>" * 2_000_000)
    cells = [
        cell("a", stream("x" * 5_000_000)),
        cell("b", *[stream(f"line {n}") for n in range(10_000)]),
        *[cell("c", *[big] * 30) for _ in range(20)],
        *[cell("d", *[stream("y" * 5_000_000)] * 30) for _ in range(45)],
    ]
    page = render(make.summary(make.result()), *cells)
    assert len(page) < 30_000_000
    assert "4,980,000 characters left out" in page
    assert "9,970 more outputs not shown" in page
    assert "30 more outputs not shown" in page
    assert "a formatted output is not shown" in page


def test_a_notebook_with_nbgraders_metadata_is_understood(make, render):
    made = v4.new_code_cell("check(x)")
    made.metadata["nbgrader"] = {"grade": True, "grade_id": "q1", "points": 2, "solution": False}
    page = render(make.summary(make.result("q1", Verdict.FAILED)), made)
    assert '<article class="cell graded"' in page
