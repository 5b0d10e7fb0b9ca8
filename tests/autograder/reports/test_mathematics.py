"""Formulas of the course are drawn; hostile ones stay text, and cost nothing."""

import html
import re
import time

import pytest

from autograder.course import Course
from autograder.notebooks import load_notebook
from autograder.reports import sanitize
from autograder.reports.mathematics import MAX_CHARACTERS, from_tex
from tests.conftest import ROOT

COURSE = Course.load(ROOT)


@pytest.mark.parametrize("name", COURSE.assignments())
def test_every_formula_of_the_course_is_drawn(name):
    notebook = load_notebook(COURSE.source_folder(name) / f"{name}.ipynb").notebook
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    page = "".join(map(sanitize.markdown, texts))
    assert 'class="math' not in page
    assert ("<math" in page) == any("$" in text for text in texts)


@pytest.mark.parametrize(
    ("tex", "parts"),
    [
        (r"\sqrt{d_k}", ["<msqrt>", "<msub><mi>d</mi><mi>k</mi></msub>"]),
        (r"\text{a\_b}", ["<mtext>a_b</mtext>"]),
        (r"\big\| x \big\|", ['maxsize="1.2em">‖</mo>']),
        (r"\arg\min_x f", ["<mo>arg</mo>", "<mo>min</mo>"]),
        (r"\begin{cases} 1 & x > 0 \\ 0 & x \le 0 \end{cases}", ["<mtable>", "<mo>≤</mo>"]),
    ],
)
def test_what_the_course_needs_and_the_library_does_not_know(tex, parts):
    drawn = from_tex(tex, display=False)
    for part in parts:
        assert part in drawn


@pytest.mark.parametrize(
    "tex",
    [
        r"\def\a{\a\a}\a",
        r"\newcommand{\a}{xx}\newcommand{\b}{\a\a}\b",
        r"\unknown{x}",
        r"\frac{1}{",
        "x" * (MAX_CHARACTERS + 1),
        "{" * 100 + "x" + "}" * 100,
    ],
)
def test_what_cannot_be_drawn_stays_tex(tex):
    assert from_tex(tex, display=True) is None
    shown = sanitize.markdown(f"a ${tex}$ b")
    assert "<math" not in shown
    start = html.escape(sanitize.visible(tex[:4]), quote=False)
    assert start in str(shown)


@pytest.mark.parametrize("sign", ["\N{RIGHT-TO-LEFT OVERRIDE}", "&#x202e;", "&amp;#x202e;"])
def test_no_formula_turns_the_direction_of_the_text(sign):
    assert from_tex(rf"\text{{{html.unescape(sign)}evil}}", display=True) is None
    for shown in (sanitize.markdown, sanitize.html, sanitize.latex):
        assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in shown(rf"$\text{{{sign}evil}}$")


def test_links_styles_and_names_of_the_page_are_dropped():
    for tex in (
        r"\href{javascript:alert(1)}{x}",
        r"\style{position:fixed}{x}",
        r"\class{badge good}{x}",
        r"\cssId{questions}{x}",
    ):
        drawn = from_tex(tex, display=False)
        assert drawn is None or not re.search(r"(href|style|class|id)=|javascript", drawn)


def test_a_length_cannot_push_the_page_away():
    assert 'width="100000em"' not in from_tex(r"a\hspace{100000em}b", display=False)
    assert 'width="2em"' in from_tex(r"a\hspace{2em}b", display=False)


@pytest.mark.parametrize("length", ["-99em", "-1em", "-9.5em", "-18mu", "-5px", "100em", "999%"])
def test_a_length_cannot_draw_over_what_stands_before(length):
    assert length not in from_tex(rf"a\hspace{{{length}}}b", display=False)
    assert length not in (from_tex(rf"\rule{{1em}}{{{length}}}", display=False) or "")


@pytest.mark.parametrize("length", ["-0.5em", "-0.1667em", "0em", "99em", "0.2778em"])
def test_small_and_ordinary_lengths_stay(length):
    assert f'width="{length}"' in from_tex(rf"a\hspace{{{length}}}b", display=False)


def test_a_cell_draws_as_many_formulas_as_it_has_room_for():
    page = sanitize.markdown(" ".join(f"$x_{{{number}}}$" for number in range(1_800)))
    drawn, left = page.count("<math"), page.count('class="math"')
    assert drawn + left == 1_800
    assert drawn > 1_000
    assert left > 100
    assert page.index('class="math"') > page.rindex("<math")


def test_hostile_formulas_are_quick():
    parts = ["{", "^", "_", "x^", r"\left(", r"\frac", r"\sqrt{", r"\begin{matrix}", "'", "&"]
    parts += [r"\\", r"\overbrace{", r"\text{", r"\not", r"\binom", "[", r"\right)", "$", "\t"]
    start = time.perf_counter()
    for part in parts:
        from_tex(part * (MAX_CHARACTERS // len(part)), display=True)
    assert time.perf_counter() - start < 5
