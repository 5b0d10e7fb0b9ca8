"""Cells of hostile notebooks: what they may cost, and what is shown of them."""

import base64
import time
from pathlib import Path

import pytest

from autograder.reports import sanitize
from autograder.reports.notebook_view import MAX_NOTEBOOK_BYTES, MAX_WORK, view
from tests.autograder.reports.test_sanitize import PNG, check_inert

NOTE = "from here on, texts and code stand as they were written"


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


def size(cells):
    parts = [cell.source for cell in cells]
    return sum(map(len, parts + [item.content for cell in cells for item in cell.outputs]))


def display(**data):
    kinds = {key.replace("_", "/", 1): value for key, value in data.items()}
    return {"output_type": "display_data", "metadata": {}, "data": kinds}


def test_a_large_honest_notebook_is_formatted_throughout():
    """300 kB of source, a third of it prose with formulas, and 600 kB of tables."""
    text = Path(sanitize.__file__).read_text(encoding="utf-8")
    prose = "## Title\n\nA text with *words*, `code` and $x_1 < y$, and\n\n- a list\n\n" * 50
    row = "<tr><td>1.0</td><td><b>2</b></td></tr>"
    table = display(text_html=f"<table>{row * 200}</table>", text_plain="a table")
    cells = []
    for number in range(80):
        start = number * 90 % 10_000
        cells += [markdown(f"{number} {prose}"[:1_250]), code(text[start:][:2_500], table)]
    assert sum(len(cell["source"]) for cell in cells) == 300_000
    spent, shown = seconds(notebook(*cells))
    assert spent < 10
    for cell in shown:
        assert "<h4>" in cell.source or '<span class="n">' in cell.source
        assert all("<table>" in output.content for output in cell.outputs)
    assert NOTE not in str(shown)


HOSTILE = {
    "names": code("\n".join(["a." * 249] * 40)),
    "lists": markdown("- a\n" * 5_000),
    "few openers": markdown(("\\\\[" + "a" * 70) * 270),
    "ends in attributes": code("x", display(text_html='<ul a="</ul>">' * 7_000)),
    "escapes": code("x", display(text_plain="\x1b[m" * 6_000)),
}


@pytest.mark.parametrize("cell", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_notebook_takes_seconds(cell):
    """5,000 cells that differ, so that no cache helps."""
    source = cell["source"]
    cells = [cell | {"source": f"{number}\n{source}"} for number in range(5_000)]
    spent, shown = seconds(notebook(*cells))
    assert spent < 20
    assert size(shown) < 3 * MAX_NOTEBOOK_BYTES
    check_inert("".join(output.content for output in shown[-1].outputs))


def test_formulas_have_a_bound_too():
    cells = []
    for number in range(100):
        tex = "".join("x'" if (number >> bit) & 1 else "y'" for bit in range(10)) + "z'" * 500
        cells.append(markdown(f"${tex}$ " * 9))
    spent, shown = seconds(notebook(*cells))
    assert spent < 20
    assert "<math" in shown[0].source
    assert shown[-1].source.startswith("<pre>")


def test_where_formatting_ends_a_note_says_so_once():
    line = "#" * 400
    cells = [code("\n".join([line] * 40 + [str(n)])) for n in range(MAX_WORK // 16_000 + 2)]
    shown = view(notebook(*cells, markdown("*b* <i>"), code("<x>", display(text_html="<b>y</b>"))))
    notes = [item.content for cell in shown for item in cell.outputs if item.kind == "note"]
    assert [NOTE in note for note in notes] == [True, False]
    assert '<span class="c1">' in shown[0].source
    assert shown[-2].source == "<pre>*b* &lt;i&gt;</pre>"
    assert shown[-1].source == '<div class="highlight"><pre>&lt;x&gt;\n</pre></div>'
    assert "a formatted output is not shown" in shown[-1].outputs[0].content
    shown = view(notebook(*cells, code("", display(text_html="<b>y</b>", text_plain="<y>"))))
    assert (shown[-1].outputs[-1].kind, shown[-1].outputs[-1].content) == ("stream", "&lt;y&gt;")


def test_attachments_count_as_outputs_of_the_notebook():
    data = base64.b64encode(base64.b64decode(PNG) + bytes(3_000_000)).decode()
    attached = markdown("![p](attachment:a)", attachments={"a": {"image/png": data}})
    shown = view(notebook(*[attached] * 20, code("x", display(image_png=PNG))))
    assert size(shown) < MAX_NOTEBOOK_BYTES + 100_000
    assert shown[0].source.count("<img") == 1
    assert sum("<img" in cell.source for cell in shown) == MAX_NOTEBOOK_BYTES // len(data)
    assert "[image: p (left out" in shown[-2].source


def test_sources_have_a_bound():
    shown = view(notebook(*[code("x" * 19_000 + str(number)) for number in range(5_000)]))
    assert size(shown) < MAX_NOTEBOOK_BYTES + 1_000_000
    assert "the source of this cell is not shown" in shown[-1].source
