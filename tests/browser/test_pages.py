"""Pages in a real browser: nothing that a submission holds acts, loads, or covers a verdict."""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np
import pytest
from matplotlib import image

from autograder.gradebook.values import CommentRow, StudentRow
from autograder.reports.class_report import render_class_report
from autograder.reports.feedback import HiddenPolicy, render_feedback
from autograder.results import Verdict
from tests.autograder.reports.conftest import (
    NOON,
    make_assignment,
    make_result,
    make_run,
    make_score,
    make_summary,
)
from tests.browser.conftest import Browser, Watched
from tests.browser.hostile import ACT, CANARY, GROUPS, HTML, MARKDOWN, OVERLAY, TEXT, outputs

pytestmark = pytest.mark.browser
POLICY = HiddenPolicy(now=NOON)
TITLE = "GAN losses: ada"


def code_cell(source: str, found: list[dict[str, Any]], grade_id: str = "") -> dict[str, Any]:
    role = "test" if grade_id else "plain"
    noted = {"autograder": {"role": role, "grade_id": grade_id}}
    return {"cell_type": "code", "source": source, "outputs": found, "metadata": noted}


def markdown_cell(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": source, "metadata": {}}


def feedback(*cells: dict[str, Any], results: tuple[Any, ...] = (), title: str = "") -> str:
    """A page with verdicts before, between and after what the submission shows."""
    first = make_result("q1", Verdict.FAILED, message="The loss is negative.")
    second = make_result("q2", Verdict.PASSED)
    summary = make_summary(first, second, *results)
    tests = [code_cell("assert loss(0) > 0", [], "q1"), code_cell("assert f()", [], "q2")]
    notebook = {"cells": [tests[0], *cells, tests[1]]}
    return render_feedback(summary, {"gan": notebook}, policy=POLICY, title=title or "GAN losses")


def hostile_page(group: str) -> str:
    """Everything of one group: as outputs, in a visible test, as Markdown and as source."""
    found = outputs(group)
    texts = {"html": HTML, "markdown": MARKDOWN}.get(group, TEXT)
    shown = [found[number : number + 20] for number in range(0, len(found), 20)]
    return feedback(
        *(code_cell("show()", part) for part in shown),
        code_cell("assert shown()", found[:3], "q3"),
        *(markdown_cell(text) for text in texts.values()),
        *(code_cell(f"# {text}", []) for text in texts.values()),
        results=(make_result("q3", Verdict.FAILED, message=TEXT["markup"]),),
    )


@pytest.fixture(scope="module")
def honest_look(chromium: Browser) -> dict[str, Any]:
    watched = chromium.open(feedback(code_cell("show()", [])))
    return {anchor: _look(watched, anchor) for anchor in ("#question-1", "#question-2")}


@pytest.mark.parametrize("group", GROUPS)
def test_outputs_do_nothing(browser: Browser, group: str, honest_look: dict[str, Any]) -> None:
    watched = browser.open(hostile_page(group))
    watched.check_nothing_happened(TITLE)
    # Nothing was left for the policy to stop.
    assert not [text for text in watched.messages if "Content Security Policy" in text]
    _check_verdicts_are_bare(watched.page)
    for anchor, picture in honest_look.items():
        # Pixel by pixel.
        assert np.array_equal(_look(watched, anchor), picture), anchor


def _check_verdicts_are_bare(page: Any) -> None:
    """The page's own boxes are there once, and nothing lies on them."""
    covered = page.evaluate("""() => [...document.querySelectorAll('.badge, .score')].filter(box =>
    {
        box.scrollIntoView({block: 'center'});
        const {left, top, width, height} = box.getBoundingClientRect();
        const found = document.elementFromPoint(left + width / 2, top + height / 2);
        return !(found && (box === found || box.contains(found)));
    }).map(box => box.textContent)""")
    assert covered == []
    # Nothing reaches out of its own cell: the page is as wide as the window.
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    counts = {"h1": 1, ".score .figure": 1, ".badge": 6, ".badge.good": 2, "main": 1}
    assert {name: page.locator(name).count() for name in counts} == counts


def _look(watched: Watched, anchor: str) -> Any:
    """The heading of a graded cell, as it is drawn."""
    # At a whole pixel: what stands above has any height, and edges would be drawn otherwise.
    watched.page.evaluate(
        """anchor => {
            const box = document.querySelector(anchor);
            const top = box.getBoundingClientRect().top + window.scrollY;
            const margin = parseFloat(getComputedStyle(box).marginTop);
            box.style.marginTop = `${margin + Math.ceil(top) - top}px`;
        }""",
        anchor,
    )
    box = watched.page.locator(f"{anchor} > header")
    return image.imread(io.BytesIO(box.screenshot()), format="png")


def test_links_and_buttons_do_nothing(browser: Browser) -> None:
    """A reader may click: links lead only where they say, and nothing else reacts."""
    found = outputs("html") + outputs("markdown")
    cells = [code_cell("x", found[at : at + 20]) for at in range(0, len(found), 20)]
    watched = browser.open(feedback(*cells, markdown_cell("\n\n".join(MARKDOWN.values()))))
    page = watched.page
    addresses = page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.href)")
    assert [a for a in addresses if a.startswith(CANARY)], "the page has links to look at"
    assert not [a for a in addresses if not a.startswith(("http:", "https:"))]
    assert page.evaluate(
        "[...document.querySelectorAll('a[href^=https]')].every(a => a.rel.includes('noopener'))"
    )
    page.evaluate("""() => document.querySelectorAll('body *').forEach(
        element => element.tagName === 'A' || element.click?.())""")
    page.wait_for_timeout(100)
    watched.check_nothing_happened(TITLE)
    assert page.locator("input, button, select, textarea, iframe, form").count() == 0


def test_pictures_stay_in_their_place(browser: Browser) -> None:
    """A picture that is one pixel wide and very tall would push the rest out of sight."""
    pixels = np.zeros((30_000, 2, 3), dtype=np.uint8)
    file = io.BytesIO()
    image.imsave(file, pixels, format="png")
    data = base64.b64encode(file.getvalue()).decode()
    tag = f'<img src="data:image/png;base64,{data}" height=30000>'
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="900000"></svg>'
    kinds = {"text/html": tag, "image/png": data, "text/markdown": tag, "image/svg+xml": svg}
    found = [{"output_type": "display_data", "data": {k: v}} for k, v in kinds.items()]
    watched = browser.open(feedback(code_cell("show()", found), markdown_cell(tag)))
    heights = watched.page.evaluate(
        "[...document.querySelectorAll('img')].map(i => i.getBoundingClientRect().height)"
    )
    assert len(heights) == 5
    assert max(heights) <= 800


def test_names_messages_and_remarks_do_nothing(browser: Browser) -> None:
    evil = f'"><script>{ACT}</script><img src=x onerror="{ACT}"><p style="{OVERLAY}">'
    comment = CommentRow(id=1, notebook="", grade_id="", author=evil, text=evil, created_at=NOON)
    score = make_score(
        make_result("q1", Verdict.FAILED, title=evil, message=evil, notebook=evil, detail=evil),
        given=1.0,
        reason=evil,
        comments=(comment,),
    )
    summary = make_summary(
        score,
        make_result("q2", Verdict.ERROR, detail=evil),
        student=StudentRow(name=evil, first_name=evil),
        run=make_run(flags=(evil,), error=evil),
        last_error=evil,
        comments=(comment,),
    )
    page = render_feedback(summary, {evil: {"cells": []}}, policy=POLICY, title=evil)
    watched = browser.open(page)
    watched.check_nothing_happened(f"{' '.join(evil.split())}: {evil}")
    assignment = make_assignment(summary, title=evil)
    missing = [StudentRow(name="b", last_name=evil)]
    report = browser.open(
        render_class_report(
            assignment, [summary], now=NOON, roster=missing, feedback_link=lambda _: "x.html"
        )
    )
    report.check_nothing_happened(report.page.title())
    assert evil in report.page.title()


@pytest.mark.parametrize("name", sorted(HTML.keys() - {"refresh", "portal", "links"}))
def test_the_policy_stands_behind_the_cleaning(browser: Browser, name: str) -> None:
    """The same markup, put into the page as it is: no script, no request, no style.

    No policy keeps a document from sending the reader elsewhere (`meta refresh`), from looking up
    a name (`dns-prefetch`) or from having links; those are left to the cleaning alone.
    """
    # Another name: Chromium connects to a frame's host before it asks the policy.
    markup = HTML[name].replace("canary", "behind")
    page = feedback().replace("</main>", f"{markup}</main>")
    assert markup in page
    watched = browser.open(page)
    assert watched.page.evaluate("window.ran") is None
    assert watched.page.title() == TITLE
    assert watched.requests == []
    assert watched.dialogs == []
    assert watched.popups == []
    assert watched.page.evaluate(
        """[...document.querySelectorAll('body *')].every(
               element => getComputedStyle(element).position === 'static')"""
    )


def test_a_page_without_these_measures_is_found_out(browser: Browser) -> None:
    """The watch itself: the script that all others hold does run where it may."""
    act = ACT.replace("canary", "watched")
    watched = browser.open(f"<!doctype html><title>t</title><script>{act}</script>")
    assert watched.dialogs == ["ran"]
    assert "https://watched.invalid/fetch" in watched.requests
    with pytest.raises(AssertionError):
        watched.check_nothing_happened("t")


def test_no_name_is_looked_up(chromium: Browser) -> None:
    """A look-up is no request, and tells the owner of the name who reads. Ends the browser."""
    chromium.open(hostile_page("html"))
    chromium.open('<!doctype html><link rel=dns-prefetch href="//looked-up.invalid">')
    log = chromium.close()
    assert "looked-up.invalid" in log, "the log does not tell"
    assert "canary.invalid" not in log
