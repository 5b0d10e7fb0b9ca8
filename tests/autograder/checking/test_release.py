"""Leaks and faults of style, for which nothing has to run."""

from __future__ import annotations

import copy
from types import SimpleNamespace

import pytest

from autograder.checking import disclosure, markdown_style, release, style
from autograder.checking.findings import Kind
from autograder.course import Course
from tests.autograder.checking.conftest import answer, check_cell, notebook, readonly, text
from tests.autograder.grading.conftest import make_demo

HIDDEN = """# Hidden: the sum
### BEGIN HIDDEN TESTS
secret_sum_of_all_weights = model_sum(seed=3)
assert abs(secret_sum_of_all_weights - 31.4159) < 0.01
check_close(message(), "the weights add up")
### END HIDDEN TESTS"""


@pytest.fixture
def hidden(template_of):
    return template_of(
        answer("q1", "def model_sum(seed):\n    return 1\ndef message():\n    return ''"),
        readonly("helper", "from autograder.testing import check_close"),
        check_cell("q1_sum", HIDDEN),
    )


def released(template, **changes):
    made = copy.deepcopy(notebook(*template.truth["cells"]))
    made.cells[2]["source"] = "# Hidden: the sum"
    for key, value in changes.items():
        made.cells[1][key] = value
    return made


def test_an_assignment_without_graded_cells(template_of):
    found = release._ungraded(
        SimpleNamespace(templates={"hw": template_of(readonly("r", "x = 1"))})
    )
    assert [(finding.kind, finding.is_error) for finding in found] == [(Kind.NO_TEST, True)]


def texts(findings):
    return [finding.message for finding in findings]


def test_a_clean_release(hidden):
    assert disclosure.find_disclosures(hidden, released(hidden), {}) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"metadata": {"note": "secret_sum_of_all_weights = model_sum(seed=3)"}},
        {
            "outputs": [
                {"output_type": "stream", "name": "stdout", "text": "### BEGIN HIDDEN TESTS"}
            ]
        },
        {"attachments": {"a.txt": {"text/plain": "secret_sum_of_all_weights = model_sum(seed=3)"}}},
    ],
)
def test_secrets_beside_the_sources(hidden, changes):
    (found,) = disclosure.find_disclosures(hidden, released(hidden, **changes), {})
    assert (found.kind, found.is_error) == (Kind.LEAK, True)


@pytest.mark.parametrize("public", ["31.4159", "the weights add up"])
def test_a_constant_that_a_hidden_test_expects(hidden, public):
    files = {"README.md": f"Expect {public}.".encode()}
    (found,) = disclosure.find_disclosures(hidden, released(hidden), files)
    assert (found.test, found.is_error) == ("q1_sum", False)
    assert public in found.message


def test_a_text_in_a_question_is_no_leak(template_of, hidden):
    asks = text("q1_text", "Return the weights add up, 31.4159.")
    template = template_of(*hidden.truth["cells"], asks)
    (found,) = disclosure.find_disclosures(template, released(template), {})
    assert "31.4159" in found.message


@pytest.mark.parametrize("wanted", ["3 epochs of training", "two epochs of training"])
def test_a_text_that_begins_with_a_digit_is_a_text(template_of, wanted):
    secret = f'### BEGIN HIDDEN TESTS\nassert describe(3) == "{wanted}"\n### END HIDDEN TESTS'
    asks = text("q1_text", f"Return a text like `{wanted}`.")
    code = answer("q1", "def describe(epochs):\n    return ''")
    template = template_of(asks, code, check_cell("q1_words", secret))
    release = notebook(asks, code, check_cell("q1_words", ""))
    assert disclosure.find_disclosures(template, release, {}) == []


def test_what_is_no_expectation_is_no_secret(hidden):
    files = {"README.md": b"seed=3, 0.01, check_close, secret"}
    assert disclosure.find_disclosures(hidden, released(hidden), files) == []


THRESHOLD = """# Hidden: as good as it should be
### BEGIN HIDDEN TESTS
from autograder.testing import at_least
at_least(quality(), 0.9)
### END HIDDEN TESTS"""


def test_a_threshold_that_was_not_measured(tmp_path):
    cells = [
        answer(
            "q1", "def quality():\n    ### BEGIN SOLUTION\n    return 1.0\n    ### END SOLUTION"
        ),
        check_cell("q1_quality", THRESHOLD),
    ]
    demo = make_demo(tmp_path, cells, 'title = "Demo"\npoints = 1\n')
    (found,) = release.outdated(Course.load(demo.root).assignment("demo"))
    assert (found.kind, found.subject, found.is_error) == (
        Kind.CALIBRATION,
        "calibration",
        True,
    )
    assert found.test == "q1_quality"
    assert str(found).startswith("q1_quality: its threshold was not calibrated")
    (demo.root / "source" / "demo" / "assignment.toml").unlink()
    assert release.outdated(Course.load(demo.root).assignment("demo")) == []


def test_a_probe_that_takes_the_expectation_along(template_of):
    source = """# Hidden: x
### BEGIN HIDDEN TESTS
from autograder.testing import check_close, probe
inputs = [1.0]
result = [2.0]

@probe
def wrong():
    return [f(x) - y for x, y in zip(inputs, result)]

@probe
def right():
    return [f(x) for x in inputs]

check_close(right(), result)
### END HIDDEN TESTS"""
    template = template_of(answer("q1", "def f(x):\n    return 2 * x"), check_cell("q1_x", source))
    (found,) = disclosure.closures(template.cells[1])
    assert found.kind is Kind.CLOSURE
    assert "the probe wrong sends result" in found.message


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("def ask():\n    return f(1) - wanted\n\nassert probe(ask)() == wanted", "the probe ask"),
        (
            "g = gradients(lambda: f(1) - wanted, f)\nat_least(g[0], wanted)",
            "the function in line 5",
        ),
        ("assert gradients(lambda: f(1), f) == wanted", ""),
        ("@probe\ndef ask(wanted):\n    return wanted\n\nassert ask(1) == wanted", ""),
        ("def mine():\n    return wanted\n\nassert probe(len)([]) == wanted", ""),
    ],
)
def test_other_ways_of_sending_an_expectation(template_of, lines, says):
    head = "from autograder.testing import at_least, gradients, probe\nwanted = 2"
    source = f"# Hidden: x\n### BEGIN HIDDEN TESTS\n{head}\n{lines}\n### END HIDDEN TESTS"
    template = template_of(answer("q1", "def f(x):\n    return 2 * x"), check_cell("q1_x", source))
    found = disclosure.closures(template.cells[1])
    assert [f"{says} sends wanted" in finding.message for finding in found] == [True] * bool(says)


def test_style_of_a_good_notebook(template_of):
    template = template_of(
        text("intro", "# Title\n\nWrite `soft_lookup(Q, K)`, see [below](#Part-two).\n\n$a|b$\n"),
        readonly("setup", "import numpy as np"),
        answer("q1", "def soft_lookup(Q, K):\n    return np.exp(Q) / '/' "),
        check_cell("q1_x", "# Visible: x\nimport numpy\nassert soft_lookup(0, 1)"),
        text("two", "## Part two\n\n| a | b |\n| --- | --- |\n| $x|y$ | 1 |\n\n![p](pic.png)"),
    )
    assert texts(style.find_style(template, {"pic.png": b""})) == []


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ([text("t", "Write `sofd_lookup`.")], "the code `soft_lookup`"),
        ([text("t", "Call `train_it(model)`.")], "promises `train_it`"),
        ([check_cell("q1_x", "assert soft_lookup")], "no title line"),
        (
            [check_cell("q1_x", "# Visible: x\nimport scipy\nassert soft_lookup")],
            "imports scipy, which the notebook does not",
        ),
        ([readonly("r", "path = '/home/grace/data.csv'")], "'/home/grace/data.csv'"),
        ([text("t", "[data](data.csv)")], "no file of the release"),
        ([text("t", "[there](#Nowhere)")], "no heading"),
    ],
)
def test_faults_of_style(template_of, cells, says):
    template = template_of(answer("q1", "def soft_lookup(Q):\n    return Q"), *cells)
    (found,) = texts(style.find_style(template, {}))
    assert says in found


def test_words_that_the_author_allows(template_of):
    template = template_of(text("t", "Call `train_it(model)`."))
    assert style.find_style(template, {}, ("train_it",)) == []


def test_paths_that_everybody_has(template_of):
    template = template_of(text("t", "Mount it: `/content/drive/My Drive`."))
    assert style.find_style(template, {}, ("/content",)) == []
    assert len(style.find_style(template, {})) == 1


def test_hidden_regions_may_import(template_of):
    source = "# Hidden: x\n### BEGIN HIDDEN TESTS\nimport scipy\nassert f\n### END HIDDEN TESTS"
    template = template_of(answer("q1", "def f():\n    pass"), check_cell("q1_x", source))
    assert style.find_style(template, {}) == []


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("```python\nx = 1", "fence"),
        ("$$ a = b", "in $$ is not closed"),
        ("A formula $a = b in text.", "in $ is not closed"),
        (r"$$\begin{aligned} a $$", r"\begin{aligned} is not closed"),
        (r"$$\begin{a} \end{b}$$", r"\end{b} without"),
        ("| a | b |\n| --- | --- |\n| 1 |", "a row of a table has 1 cells, its head 2"),
    ],
)
def test_markdown_that_does_not_render(source, says):
    ((found, advice),) = markdown_style.problems(source)
    assert says in found
    assert advice


@pytest.mark.parametrize(
    "source",
    [
        "```\n$ make\n```",
        "It costs $5 and \\$6.",
        "`$x` and `| a |`",
        "~~~\n```\n~~~",
        "| a \\| b | c |\n| --- | --- |\n| 1 | 2 |\n\n| d |\n| --- |",
    ],
)
def test_markdown_that_renders(source):
    assert list(markdown_style.problems(source)) == []
