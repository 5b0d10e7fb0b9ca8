"""What a release may not show."""

import html
import json

import pytest

from autograder.leaks import find_leaks, find_marked_files
from autograder.notebooks import read_notebook

SECRET = "scores = queries @ keys.T / np.sqrt(keys.shape[-1])"
OTHER = "weights = np.exp(scores - scores.max(axis=-1, keepdims=True))"
THIRD = "return weights / weights.sum(axis=-1, keepdims=True)"
STUB = "def attend(queries, keys):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
CHECK = "assert np.allclose(attend(big, small).sum(axis=-1), 1.0)"


def book(*cells):
    tree = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": []}
    flags = {
        "answer": {"grade": False, "solution": True, "locked": False},
        "test": {"grade": True, "solution": False, "locked": True, "points": 1},
    }
    for kind, grade_id, source in cells:
        meta = {"schema_version": 3, "grade_id": grade_id, **flags.get(kind, {})}
        metadata = {"nbgrader": meta} if kind in flags else {}
        cell_type = "markdown" if kind == "text" else "code"
        tree["cells"].append({"cell_type": cell_type, "metadata": metadata, "source": source})
    return read_notebook(json.dumps(tree).encode())


def answer(*lines):
    body = "\n".join(f"    {line}" for line in lines)
    return f"def attend(queries, keys):\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION"


def hidden(*lines):
    return "\n".join(["# Hidden: sums", "### BEGIN HIDDEN TESTS", *lines, "### END HIDDEN TESTS"])


def leaks(source, release, files=None, *, managed=True):
    return find_leaks(book(*source), book(*release), files or {}, "hw.ipynb", managed=managed)


SOURCE = (("answer", "q1", answer(SECRET, OTHER, THIRD)), ("test", "q1_sums", hidden(CHECK)))
RELEASE = (("answer", "q1", STUB), ("test", "q1_sums", "# Hidden: sums"))


def test_a_clean_release():
    assert leaks(SOURCE, RELEASE) == []


def test_a_solution_line_that_stayed_in_its_cell():
    release = (("answer", "q1", f"{STUB}\n    {SECRET}"), RELEASE[1])
    for managed in (True, False):
        found = leaks(SOURCE, release, managed=managed)
        assert "solution is still in the release" in found[0].text
        assert found[0].error
        assert (found[0].cell, found[0].grade_id) == (1, "q1")


def test_a_hidden_line_that_stayed_in_its_cell():
    found = leaks(SOURCE, (RELEASE[0], ("test", "q1_sums", f"# Hidden: sums\n{CHECK}")))
    assert "hidden tests is still in the release" in found[0].text
    assert found[0].error


@pytest.mark.parametrize("mark", ["BEGIN SOLUTION", "END SOLUTION", "END HIDDEN TESTS",
                                  "BEGIN MARK SCHEME"])  # fmt: skip
def test_a_mark_that_stayed(mark):
    found = leaks(SOURCE, (*RELEASE, ("text", "", f"see ### {mark}")), managed=False)
    assert [(f.text, f.cell, f.error) for f in found] == [
        (f"{mark} is still in the release", 3, True)
    ]


@pytest.mark.parametrize("kind", ["text", "code"])
def test_a_solution_that_stands_elsewhere(kind):
    text = f"Like this:\n  {SECRET}\n{OTHER}\n{THIRD}"
    release = (*RELEASE, (kind, "", text))
    found = leaks((*SOURCE, (kind, "", text)), release)
    assert "its solution can be read elsewhere" in found[0].text
    assert found[0].error
    assert not leaks(SOURCE, release, managed=False)[0].error


def test_a_solution_in_a_helper_file():
    files = {"helper.py": f"{SECRET}\n{OTHER}\n{THIRD}\n".encode()}
    assert leaks(SOURCE, RELEASE, files)[0].error
    assert leaks(SOURCE, RELEASE, {"picture.png": b"\x89PNG\n" + files["helper.py"]}) == []


def test_a_solution_in_a_backup_or_an_export():
    lines = answer(SECRET, OTHER, THIRD)
    cells = json.dumps({"cells": [{"source": lines.split("\n")}]}).encode()
    spans = html.escape(lines).replace("scores", '<span class="n">scores</span>')
    for name, data in (("hw.ipynb.orig", cells), ("hw.html", f"<pre>{spans}</pre>".encode())):
        assert [f.error for f in leaks(SOURCE, RELEASE, {name: data})] == [True]
        found = find_marked_files({name: data, "data.csv": b"1,2"}, "hw", managed=True)
        assert [(f.error, str(f)) for f in found] == [
            (
                True,
                f"hw/{name}: it would be released, and has 'BEGIN SOLUTION' in it: "
                "move it, or ignore it",
            )
        ]


def test_one_line_of_a_solution_elsewhere_is_a_warning():
    found = leaks(SOURCE, (*RELEASE, ("text", "", f"Remember:\n{OTHER}")))
    assert "a line of its solution stands elsewhere" in found[0].text
    assert not found[0].error


def test_the_only_telling_line_of_a_solution_is_an_error():
    source = (("answer", "q1", answer(SECRET, "return scores")), SOURCE[1])
    assert leaks(source, (*RELEASE, ("code", "", SECRET)))[0].error


def test_a_whole_answer_without_region_is_a_solution():
    source = (("answer", "q1", f"{SECRET}\n{OTHER}"), SOURCE[1])
    assert leaks(source, RELEASE) == []
    assert leaks(source, (*RELEASE, ("code", "", f"{SECRET}\n{OTHER}")))[0].error


def test_visible_and_hidden_tests_may_share_their_set_up():
    set_up = "big, small = np.ones((5, 8)), np.zeros((3, 8))"
    source = (SOURCE[0], ("test", "q1_sums", hidden(set_up, CHECK)))
    assert leaks(source, (*RELEASE, ("code", "", set_up))) == []


def test_a_hidden_test_that_is_visible_elsewhere():
    found = leaks(SOURCE, (*RELEASE, ("code", "", CHECK)))
    assert "its hidden tests can be read elsewhere" in found[0].text


def test_a_line_that_stands_outside_the_region_too_was_not_left_over():
    example = f'"""Example:\n    {OTHER}\n"""\n{answer(SECRET, OTHER, THIRD)}'
    stub = f'"""Example:\n    {OTHER}\n"""\n{STUB}'
    found = leaks((("answer", "q1", example), SOURCE[1]), (("answer", "q1", stub), RELEASE[1]))
    assert [finding.error for finding in found] == [False]


def test_common_lines_tell_nothing():
    lines = ("import tensorflow as tf, numpy as np", "# a comment that is quite long, really",
             "raise NotImplementedError()", "return x")  # fmt: skip
    source = (("answer", "q1", answer(*lines)), SOURCE[1])
    assert leaks(source, (*RELEASE, ("code", "", "\n".join(lines)))) == []


def test_an_answer_that_is_no_python_any_more():
    source = (("answer", "q1", "if True:\n### BEGIN SOLUTION\n    x = 1\n### END SOLUTION"),)
    release = (("answer", "q1", "if True:\n# YOUR CODE HERE\nraise NotImplementedError()"),)
    assert "no valid Python" in leaks(source, release)[0].text
    assert leaks(source, release, managed=False) == []
    magic = (("answer", "q1", "%matplotlib inline\n### BEGIN SOLUTION\n### END SOLUTION"),)
    assert leaks(magic, release) == []
