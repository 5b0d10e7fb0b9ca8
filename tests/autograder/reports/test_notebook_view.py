"""Cells of hostile notebooks: what they may cost, and what is shown of them."""

import time

import pytest

from autograder.reports.notebook_view import view


def notebook(*cells):
    return {"cells": list(cells)}


def markdown(source, **more):
    return {"cell_type": "markdown", "metadata": {}, "source": source} | more


def code(source, *outputs):
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": list(outputs)}


def seconds(made):
    """Of the processor, and the page's cells."""
    start = time.process_time()
    cells = view(made)
    return time.process_time() - start, cells


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\n# BEGIN MARK SCHEME\nx\n# END MARK SCHEME !\nb", "<p>a</p>\n<p>b</p>\n"),
        ("a\n# BEGIN MARK SCHEME\nx\nb", "<p>a</p>\n"),
        ("a BEGIN MARK SCHEME x END MARK SCHEME c\nb", "<p>b</p>\n"),
        ("END MARK SCHEME\n\nb", "<p>END MARK SCHEME</p>\n<p>b</p>\n"),
        ("END MARK SCHEME BEGIN MARK SCHEME\nx\nEND MARK SCHEME\nb", "<p>b</p>\n"),
        ("BEGIN MARK SCHEME x END MARK SCHEME BEGIN MARK SCHEME\nx", ""),
        (
            "BEGIN MARK SCHEME\nEND MARK SCHEME BEGIN MARK SCHEME\n\nb\n\nBEGIN MARK SCHEME\nx",
            "<p>b</p>\n",
        ),
    ],
)
def test_mark_schemes_are_left_out(text, shown):
    assert view(notebook(markdown(text)))[0].source == shown


@pytest.mark.parametrize("text", ["x", "BEGIN MARK SCHEME", " ", "END MARK SCHEME", "\nBEGIN MARK"])
def test_a_long_text_is_searched_for_mark_schemes_in_a_moment(text):
    spent, _ = seconds(notebook(markdown(text * 200_000)))
    assert spent < 2
