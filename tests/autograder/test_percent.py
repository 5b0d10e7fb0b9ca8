from __future__ import annotations

import time
from pathlib import Path

import nbformat
import pytest

from autograder.errors import SourceError
from autograder.percent import apply_percent, read_percent
from tests.autograder.grading.conftest import cell

TEXT = """\
# student: in a hurry,
#   on two lines
# score: 3.5
# %% q1
def f():
    # %% no cell: indented
    return 1

# %% d1
# Because.
#
# Really.
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "x.py"
    path.write_text(text)
    return path


def test_header_and_cells(tmp_path: Path) -> None:
    found = read_percent(write(tmp_path, TEXT))
    assert found.header == {"student": "in a hurry, on two lines", "score": "3.5"}
    assert list(found.answers) == ["q1", "d1"]
    assert found.answers["q1"].startswith("def f():\n    # %% no cell")
    assert found.score() == (3.5, 3.5)


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "x.py"
    path.write_text(TEXT, "utf-8-sig")
    assert read_percent(path).header["student"] == "in a hurry, on two lines"
    path.write_text("# %% q1\nx = 1\n", "utf-8-sig")
    assert read_percent(path).answers == {"q1": "x = 1"}


def test_a_score_may_be_an_interval(tmp_path: Path) -> None:
    found = read_percent(write(tmp_path, "# student: x\n# score: 50 to 54\n"))
    assert found.score() == (50.0, 54.0)
    with pytest.raises(SourceError, match="'# score: …' is missing or holds no number"):
        read_percent(write(tmp_path, "# student: x\n# score: full\n")).score()


def test_answers_replace_the_cells_of_their_id(tmp_path: Path) -> None:
    base = nbformat.v4.new_notebook(
        cells=[
            cell("stub", "q1", solution=True),
            cell("stub", "q2", solution=True),
            cell("stub", "d1", "markdown", grade=True, solution=True, points=1),
            cell("locked", "r1", locked=True),
        ]
    )
    changed = apply_percent(base, read_percent(write(tmp_path, TEXT)))
    sources = [item.source for item in changed.cells]
    assert sources[0].startswith("def f()")
    assert sources[1:] == ["stub", "Because.\n\nReally.", "locked"]
    assert base.cells[0].source == "stub"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# %% q9\nx", "no answer cell 'q9'"),
        ("# %% r1\nx", "no answer cell 'r1'"),
    ],
)
def test_only_answer_cells_can_be_replaced(tmp_path: Path, text: str, message: str) -> None:
    base = nbformat.v4.new_notebook(cells=[cell("locked", "r1", locked=True)])
    with pytest.raises(SourceError, match=message):
        apply_percent(base, read_percent(write(tmp_path, text)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# %%\nx", "line 1: a cell without an id"),
        ("# %% q1\nx\n# %% q1\ny", "line 3: the id 'q1' comes twice"),
        ("x = 1", "no cell"),
    ],
)
def test_damaged_files_are_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        read_percent(write(tmp_path, text))


@pytest.mark.parametrize(
    ("line", "grade_id"),
    [
        ("# %% q1", "q1"),
        ("# %%q1", "q1"),
        ("# %%\tq1 [markdown]  ", "q1"),
        ("# %% [markdown]", "[markdown]"),
        ("# %% q1[markdown]", "q1[markdown]"),
        ("# %% two words", None),
        ("# %% q1 [markdown] x", None),
        (" # %% q1", None),
    ],
)
def test_what_begins_a_cell(tmp_path: Path, line: str, grade_id: str | None) -> None:
    found = read_percent(write(tmp_path, f"# student: x\n{line}\nanswer\n"))
    assert list(found.answers) == ([] if grade_id is None else [grade_id])


@pytest.mark.parametrize(
    "text",
    [
        "# student: x\n# %%" + " " * 100_000 + "x y\n",
        "# student:" + " " * 100_000 + "\n# %% q1\n",
        "# student: x\n" + "#" + " " * 100_000 + "!\n",
        "# student: x\n" + "# and so on, line by line\n" * 50_000,
    ],
    ids=["cell", "header", "continuation", "many lines"],
)
def test_hostile_lines_take_a_moment(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, text)
    start = time.process_time()
    read_percent(path)
    assert time.process_time() - start < 2


def test_large_files_are_refused_unread(tmp_path: Path) -> None:
    path = write(tmp_path, TEXT + "#" * 3_000_000)
    with pytest.raises(SourceError, match="3 MB is more than the limit of 2 MB"):
        read_percent(path, max_bytes=2_000_000)
    assert read_percent(path, max_bytes=4_000_000).answers
