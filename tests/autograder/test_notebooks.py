"""Reading notebooks in every state, and writing them canonically."""

import json
import warnings
from pathlib import Path

import nbgrader
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder import notebooks
from autograder.errors import AutograderError, ConfigError, SourceError, SubmissionError
from autograder.notebooks import (
    load_notebook,
    notebook_bytes,
    read_notebook,
)

NBGRADER = Path(nbgrader.__file__).parent


def code(source="x = 1", **extra):
    cell = {"cell_type": "code", "metadata": {}, "source": source, "outputs": []}
    return {**cell, "execution_count": None, **extra}


def notebook(*cells, **extra):
    return {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": list(cells), **extra}


def raw(tree) -> bytes:
    return json.dumps(tree).encode()


def graded(grade_id):
    return {"nbgrader": {"grade_id": grade_id, "grade": False, "solution": True, "locked": False}}


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


BAD = {
    "empty": (b"", "the file is empty"),
    "blank": (b" \n", "the file is empty"),
    "text": (b"print(1)", "no valid JSON"),
    "cut off": (raw(notebook(code()))[:-20], "no valid JSON"),
    "list": (b"[1]", "holds no object"),
    "number": (b"7", "holds no object"),
    "huge number": (b'{"nbformat": ' + b"1" * 5000 + b"}", "no valid JSON"),
    "not a notebook": (b'{"a": 1}', "no 'nbformat'"),
    "format true": (b'{"nbformat": true}', "no 'nbformat'"),
    "format 5": (raw({"nbformat": 5, "cells": []}), "format 5 is not known"),
    "format 0": (raw({"nbformat": 0, "cells": []}), "format 0 is not known"),
    "no cells": (raw({"nbformat": 4, "metadata": {}}), "no list of cells"),
    "cells an object": (raw({"nbformat": 4, "cells": {}}), "no list of cells"),
    "minor is text": (raw(notebook(nbformat_minor="x")), "nbformat_minor"),
    "cell a number": (raw(notebook(7)), "cell 1 is not a cell"),
    "cell type": (raw(notebook(code(), {"cell_type": "heading"})), "cell 2: cell type 'heading'"),
    "source a number": (raw(notebook(code(source=7))), "cell 1: its source is not text"),
    "source a list": (raw(notebook(code(source=["a", 7]))), "cell 1: its source is not text"),
    "latin-1": ("{'ä'}".encode("latin-1"), "not UTF-8"),
    "binary": (bytes(range(128, 256)), "not UTF-8"),
    "deep": (nested(100_000), "nested too deeply"),
    "deep metadata": (
        b'{"nbformat":4,"nbformat_minor":4,"metadata":{"a":' + nested(200) + b'},"cells":[]}',
        "nested too deeply",
    ),
    "damaged format 3": (
        raw({"nbformat": 3, "metadata": {}, "worksheets": [{"cells": [{}]}]}),
        "cannot be upgraded",
    ),
}


@pytest.mark.parametrize("error", [SubmissionError, SourceError])
@pytest.mark.parametrize("case", BAD)
def test_bad_input(case, error):
    content, message = BAD[case]
    with pytest.raises(error) as caught:
        read_notebook(content, name="hw.ipynb", error=error)
    assert caught.value.message.startswith("hw.ipynb: ")
    assert message in caught.value.message
    assert caught.value.hint
    assert "\n" not in caught.value.message


def test_missing_file_is_named(tmp_path):
    with pytest.raises(SubmissionError, match="No such file") as caught:
        read_notebook(tmp_path / "gone.ipynb")
    assert str(tmp_path / "gone.ipynb") in caught.value.message


def test_too_large_is_refused_unread(tmp_path):
    path = tmp_path / "big.ipynb"
    path.write_bytes(b"x" * 2000)
    with pytest.raises(SubmissionError, match="limit"):
        read_notebook(path, max_bytes=1000)


def test_fifty_megabytes_of_outputs_are_read_and_dropped(tmp_path):
    picture = {"output_type": "display_data", "data": {"image/png": "A" * 50_000_000}}
    path = tmp_path / "big.ipynb"
    path.write_bytes(raw(notebook(code(outputs=[{**picture, "metadata": {}}]))))
    result = read_notebook(path)
    assert result.cells[0].source == "x = 1"
    assert result.cells[0].outputs == []
    assert len(notebook_bytes(result)) < 1000


def test_broken_outputs_do_not_matter():
    result = read_notebook(raw(notebook(code(outputs={"a": 1}), code(outputs=[7]))))
    assert [cell.outputs for cell in result.cells] == [[], []]


def test_missing_parts_are_added():
    loaded = load_notebook(b'{"nbformat": 4, "cells": [{"cell_type": "code"}]}')
    assert loaded.notebook.cells[0].source == ""
    assert loaded.notebook.cells[0].metadata == {}
    assert loaded.remarks == ("cell 1: it has no metadata",)


def test_unknown_keys_do_not_matter():
    result = read_notebook(raw(notebook(code(surprise=1), extra=[1])))
    assert result.cells[0].source == "x = 1"


def test_byte_order_mark():
    assert len(read_notebook(b"\xef\xbb\xbf" + raw(notebook(code()))).cells) == 1


def test_source_as_lines():
    assert read_notebook(raw(notebook(code(["a\n", "b"])))).cells[0].source == "a\nb"


def test_nan_is_a_remark_for_submissions_and_an_error_for_sources():
    content = raw(notebook(code(metadata={"x": float("nan")})))
    loaded = load_notebook(content)
    assert loaded.notebook.cells[0].metadata.x is None
    assert "NaN is not JSON" in loaded.remarks[0]
    with pytest.raises(SourceError, match="NaN"):
        load_notebook(content, error=SourceError)


def test_half_surrogates_are_replaced():
    loaded = load_notebook(raw(notebook(code("a = '\ud800'"))))
    assert loaded.notebook.cells[0].source == "a = '\ufffd'"
    assert loaded.remarks
    notebook_bytes(loaded.notebook).decode("utf-8")


def test_format_3_is_upgraded_the_same_way_every_time():
    cell = {"cell_type": "code", "input": "x = 1", "language": "python", "outputs": []}
    sheet = {"cells": [{**cell, "metadata": {}, "prompt_number": 3, "collapsed": False}]}
    content = raw({"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [sheet]})
    first, second = load_notebook(content), load_notebook(content)
    assert first.notebook.cells[0].source == "x = 1"
    assert first.remarks == ("upgraded from notebook format 3",)
    assert notebook_bytes(first.notebook) == notebook_bytes(second.notebook)


def test_format_2_is_upgraded():
    cell = {"cell_type": "code", "input": "y = 2", "language": "python", "outputs": []}
    content = raw({"nbformat": 2, "metadata": {}, "worksheets": [{"cells": [cell]}]})
    assert read_notebook(content).cells[0].source == "y = 2"


def test_other_language_is_a_remark_or_an_error():
    spec = {"name": "ir", "language": "R", "display_name": "R"}
    content = raw(notebook(code(), metadata={"kernelspec": spec}))
    assert load_notebook(content).remarks == ("written for R, not for Python",)
    with pytest.raises(SubmissionError, match="written for R"):
        load_notebook(content, python_only=True)


@pytest.mark.parametrize("language", ["python", "Python", "ipython", ""])
def test_python_or_nothing_is_no_other_language(language):
    content = raw(notebook(code(), metadata={"language_info": {"name": language}}))
    assert load_notebook(content, python_only=True).remarks == ()


def test_damaged_metadata_do_not_cost_a_submission():
    metadata = {"kernelspec": 7, "authors": "x"}
    cell = code(metadata={**graded("q1"), "collapsed": "x"})
    loaded = load_notebook(raw(notebook(cell, metadata=metadata)))
    assert loaded.notebook.metadata == {}
    assert loaded.notebook.cells[0].metadata == graded("q1")
    assert loaded.remarks[0].startswith("metadata were dropped: ")
    with pytest.raises(SourceError, match="not a valid notebook: "):
        load_notebook(raw(notebook(cell, metadata=metadata)), error=SourceError)


def test_duplicate_grade_ids():
    content = raw(notebook(code(metadata=graded("q1")), code(metadata=graded("q1"))))
    assert "'q1' is in cell 1 and again in cell 2" in load_notebook(content).remarks[0]
    with pytest.raises(SourceError, match="cell 1 and again in cell 2"):
        load_notebook(content, error=SourceError)


@pytest.mark.parametrize("meta", [7, [], "x", {"grade_id": 7}, {"grade_id": ""}, None])
def test_strange_nbgrader_metadata_of_a_submission(meta):
    loaded = load_notebook(raw(notebook(code(metadata={"nbgrader": meta}))))
    assert loaded.remarks == ()


def test_duplicate_cell_ids():
    content = raw(notebook(code(id="a"), code(id="a"), nbformat_minor=5))
    loaded = load_notebook(content)
    first, second = (cell.id for cell in loaded.notebook.cells)
    assert first == "a"
    assert second != "a"
    assert "cell id 'a' is used twice" in loaded.remarks
    with pytest.raises(SourceError, match="used twice"):
        load_notebook(content, error=SourceError)


def test_missing_and_invalid_cell_ids_follow_from_the_text():
    content = raw(notebook(code(), code(id="no space allowed"), code(id=7), nbformat_minor=5))
    ids = [cell.id for cell in read_notebook(content).cells]
    assert ids == [cell.id for cell in read_notebook(content).cells]
    assert len(set(ids)) == 3


def test_cell_ids_are_dropped_where_the_format_has_none():
    assert "id" not in read_notebook(raw(notebook(code(id="a")))).cells[0]


@pytest.mark.parametrize(
    "path", sorted(NBGRADER.rglob("tests/**/files/*.ipynb")), ids=lambda path: path.name
)
def test_nbgraders_own_notebooks_are_read(path):
    result = read_notebook(path)
    assert read_notebook(notebook_bytes(result)) == result


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["cells", "metadata", "source", "nbformat", "cell_type", "id", "nbgrader"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=30,
)


@settings(max_examples=200, deadline=None)
@given(
    cells=st.lists(
        st.fixed_dictionaries(
            {"cell_type": st.sampled_from(["code", "markdown", "raw", "heading"])},
            optional={"source": json_values, "metadata": json_values, "id": json_values,
                      "attachments": json_values},
        )
        | json_values,
        max_size=3,
    ),
    major=st.sampled_from([1, 2, 3, 4, 5]),
    minor=json_values,
    metadata=json_values,
)  # fmt: skip
def test_nothing_but_the_given_error_escapes(cells, major, minor, metadata):
    tree = {"nbformat": major, "nbformat_minor": minor, "metadata": metadata, "cells": cells}
    tree["worksheets"] = [{"cells": cells}]
    try:
        result = read_notebook(raw(tree))
    except SubmissionError:
        return
    assert read_notebook(notebook_bytes(result)) == result


@pytest.mark.parametrize("attachments", [None, {"picture": None}, {"picture": {"image/png": "x"}}])
@pytest.mark.parametrize("major", [2, 4])
def test_code_has_no_attachments(attachments, major):
    cells = [{"cell_type": "code", "source": "a = 1", "attachments": attachments}]
    tree = {"nbformat": major, "nbformat_minor": 0, "metadata": {}, "cells": cells}
    tree["worksheets"] = [{"cells": [{"cell_type": "code", "input": "a = 1", **cells[0]}]}]
    result = read_notebook(raw(tree))
    assert [cell.source for cell in result.cells] == ["a = 1"]
    assert "attachments" not in result.cells[0]


def test_any_error_class_can_be_chosen():
    with pytest.raises(ConfigError):
        read_notebook(b"", error=ConfigError)
    assert issubclass(ConfigError, AutograderError)


def test_canonical_form():
    result = read_notebook(raw(notebook(code("a = 'ä'\nb"))))
    text = notebook_bytes(result).decode("utf-8")
    assert text.startswith('{\n "cells": [')
    assert text.endswith("}\n")
    assert not text.endswith("\n\n")
    assert "ä" in text
    assert list(json.loads(text)) == ["cells", "metadata", "nbformat", "nbformat_minor"]


def test_no_warning_is_printed():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read_notebook(raw(notebook(code(), code(id="a"), code(id="a"), nbformat_minor=5)))


@pytest.mark.parametrize("parts", ["[],", "{},", "0,"])
def test_many_small_values_are_refused_before_they_take_memory(monkeypatch, parts):
    """In memory an empty list takes many times its three bytes in the file."""
    monkeypatch.setattr(notebooks, "MAX_CONTAINERS", 1_000)
    monkeypatch.setattr(notebooks, "MAX_VALUES", 10_000)
    for count, refused in ((500, False), (20_000, True)):
        text = raw(notebook(code(), metadata={"a": json.loads(f"[{parts * count}0]")}))
        if refused:
            with pytest.raises(SubmissionError, match="more lists, objects or values"):
                read_notebook(text)
        else:
            assert len(read_notebook(text).metadata["a"]) == count + 1
