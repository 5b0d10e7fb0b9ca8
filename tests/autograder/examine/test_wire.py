from __future__ import annotations

import collections
import contextlib
import json
import pathlib
import sys
import time
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.examine import wire_types
from autograder.examine.wire import Decoder, Encoder
from autograder.examine.wire_types import WireError


def refuse(value: Any, _encoder: Encoder) -> dict[str, Any]:
    raise WireError(f"{type(value).__name__} is no data")


def travel(value: Any) -> Any:
    message = Encoder(refuse).message(value)
    return Decoder(message.buffers, {}).message(message.tree)


Point = collections.namedtuple("Point", "x y")


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        -3,
        2**200,
        1.5,
        float("inf"),
        2 + 3j,
        "text 😀",
        b"\x00\xff",
        [1, [2.0, "a"]],
        (1, (2,)),
        {"a": 1, (1, 2): [None], 3: {"b": b"c"}},
        {1, 2},
        frozenset({"a"}),
        slice(1, None, 2),
        range(3, 9, 2),
        ...,
        pathlib.Path("a/b"),
        Point(1, 2.5),
        np.dtype("float32"),
    ],
)
def test_data_arrives_as_it_left(value: Any) -> None:
    arrived = travel(value)
    assert arrived == value
    assert type(arrived).__name__ == type(value).__name__


def test_an_integer_stays_an_integer_and_a_float_a_float() -> None:
    assert [type(item) for item in travel([1, 1.0, True])] == [int, float, bool]


@pytest.mark.parametrize(
    "dtype", ["f2", "f4", "f8", "i1", "u2", "i8", "b1", "c8", "U5", "S3", "M8[ns]", "m8[s]"]
)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 4), (2, 3)])
def test_arrays_keep_dtype_shape_and_values(dtype: str, shape: tuple[int, ...]) -> None:
    array = np.arange(int(np.prod(shape))).reshape(shape).astype("i8").astype(dtype)
    arrived = travel(array)
    assert arrived.dtype == array.dtype
    assert arrived.shape == array.shape
    assert np.array_equal(arrived, array)


def test_arrays_of_any_memory_order_arrive() -> None:
    array = np.arange(24.0).reshape(2, 3, 4).transpose(2, 0, 1)[::-1]
    assert np.array_equal(travel(array), array)


def test_a_numpy_scalar_stays_one() -> None:
    arrived = travel(np.float32(0.1))
    assert type(arrived) is np.float32
    assert arrived == np.float32(0.1)


def test_subclasses_of_numbers_and_arrays_arrive_plain() -> None:
    class Lying(float):
        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 0

    class LyingArray(np.ndarray):
        def __array_function__(self, *_: Any, **__: Any) -> bool:
            return True

    assert type(travel(Lying(1.0))) is float
    arrived = travel(np.zeros(3).view(LyingArray))
    assert type(arrived) is np.ndarray
    assert not np.allclose(arrived, 1)


def test_arrays_of_texts_and_ragged_rows_arrive_as_objects_made_here() -> None:
    ragged = np.empty(2, dtype=object)
    ragged[0], ragged[1] = [1, 2], [3]
    arrived = travel(ragged)
    assert arrived.dtype == object
    assert arrived.tolist() == [[1, 2], [3]]


def test_tables_arrive() -> None:
    frame = pd.DataFrame(
        {"text": ["a", None], "n": [1, 2], "x": [0.5, np.nan]}, index=[("a", 1), ("b", 2)]
    )
    arrived = travel(frame)
    assert arrived.columns.tolist() == ["text", "n", "x"]
    assert arrived["n"].tolist() == [1, 2]
    assert arrived["text"].isna().tolist() == [False, True]
    series = travel(pd.Series([1.0, 2.0], name="loss"))
    assert series.name == "loss"
    assert series.tolist() == [1.0, 2.0]


def test_what_is_no_data_goes_to_the_reference() -> None:
    encoder = Encoder(lambda value, _: {"k": "handle", "id": id(value)})
    thing = object()
    tree = json.loads(encoder.message([thing]).tree)
    assert tree == [{"k": "handle", "id": id(thing)}]


def test_a_list_that_contains_itself_is_refused() -> None:
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(WireError, match="levels deep"):
        Encoder(refuse).message(loop)


HOSTILE = [
    b"",
    b"\xff\xfe",
    b"{",
    b"[" * 100_000,
    b'{"k": "pickle", "b": 0}',
    b'{"k": "handle", "id": 1}',
    b'{"k": "array", "d": "O", "s": [1], "b": 0}',
    b'{"k": "array", "d": "<f8", "s": [1000000000000], "b": 0}',
    b'{"k": "array", "d": "<f8", "s": [-1, -1], "b": 0}',
    b'{"k": "array", "d": "<f8", "s": [true], "b": 0}',
    b'{"k": "array", "d": "<f8", "s": [1], "b": -1}',
    b'{"k": "array", "d": "<f8", "s": [1], "b": 7}',
    b'{"k": "array"}',
    b'{"k": "int", "v": "0x' + b"f" * 100_000 + b'"}',
    b'{"k": "int", "v": 3}',
    b'{"k": "float", "v": "1e5"}',
    b'{"k": "named", "n": "__import__(1)", "f": ["x"], "v": [1]}',
    b'{"k": "named", "n": "A", "f": ["x", "y"], "v": [1]}',
    b'{"k": "dict", "v": [[1]]}',
    b'{"k": "dict", "v": [[[1], 2]]}',
    b'{"k": "set", "v": [[1]]}',
    b'{"k": ["a"], "v": 1}',
    b'{"k": "tuple", "v": 3}',
    b'{"k": "range", "v": ["a", 1, 1]}',
    b'{"v": 3}',
    # Few bytes that would become much memory.
    b'[{"k": "bytes", "b": 0}, {"k": "bytes", "b": 0}]',
    b'{"k": "series", "n": null, "v": 1, "i": {"k": "range", "v": [0, 10000000000, 1]}}',
    b'{"k": "series", "n": null, "v": {"k": "range", "v": [0, 10000000000, 1]}, "i": [1]}',
    b'{"k": "frame", "n": ["a"], "v": [7], "i": {"k": "range", "v": [0, 10000000000, 1]}}',
    json.dumps([{"k": "named", "n": f"A{n}", "f": [], "v": []} for n in range(300)]).encode(),
]


@pytest.mark.parametrize("tree", HOSTILE, ids=[str(n) for n in range(len(HOSTILE))])
def test_hostile_messages_are_refused(tree: bytes) -> None:
    with pytest.raises(WireError):
        Decoder([b"12345678"], {}).message(tree)


def test_equal_named_tuples_share_their_class() -> None:
    tree = json.dumps([{"k": "named", "n": "A", "f": ["x"], "v": [n]} for n in range(500)])
    values = Decoder([], {}).message(tree.encode())
    assert {type(value) for value in values} == {type(values[0])}
    assert [value.x for value in values] == list(range(500))


def test_too_many_parts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.examine.wire.MAX_NODES", 50)
    message = Encoder(refuse).message(list(range(40)))
    assert Decoder([], {}).message(message.tree) == list(range(40))
    with pytest.raises(WireError, match="parts"):
        Encoder(refuse).message(list(range(60)))
    with pytest.raises(WireError, match="parts"):
        Decoder([], {}).message(json.dumps(list(range(60))).encode())


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.text() | st.integers(), inner)
        | st.tuples(inner, inner)
    ),
    max_leaves=20,
)


@given(values)
@settings(max_examples=200, deadline=None)
def test_every_value_of_data_arrives(value: Any) -> None:
    assert travel(value) == value


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["k", "v", "s", "d", "b", "n", "f", "i"]),
                inner
                | st.sampled_from(["array", "int", "named", "frame", "dict", "objects", "scalar"]),
            )
        ),
        max_leaves=30,
    )
)
@settings(max_examples=500, deadline=None)
def test_no_message_does_more_than_fail(tree: Any) -> None:
    """Whatever JSON arrives: a value, or a WireError, never another exception."""
    with contextlib.suppress(WireError):
        Decoder([b"12345678"], {}).message(json.dumps(tree).encode())


def test_caps_are_consistent() -> None:
    assert wire_types.MAX_DEPTH < 100  # well under Python's recursion limit, two frames a level


@pytest.mark.parametrize("kind", ["set", "frozenset", "dict"])
def test_keys_of_one_hash_are_few(kind: str) -> None:
    """200,000 of them would be put into a table for minutes, in C, which hears no interrupt."""
    modulus = sys.hash_info.modulus
    keys = [{"k": "int", "v": hex(number * modulus)} for number in range(2, 50_000)]
    pairs = [[key, 0] for key in keys] if kind == "dict" else keys
    started = time.monotonic()
    with pytest.raises(WireError, match="the same hash"):
        Decoder([], {}).decode({"k": kind, "v": pairs})
    assert time.monotonic() - started < 5
    few = [{"k": "int", "v": hex(number * modulus)} for number in range(2, 50)]
    found = Decoder([], {}).decode({"k": "set", "v": few})
    assert len(found) == 48


def test_an_object_of_an_opaque_class_is_no_data_whatever_it_says() -> None:
    class Claims:
        @property
        def __class__(self) -> Any:
            return list

        @__class__.setter
        def __class__(self, _: type) -> None:
            raise TypeError

    tree = Encoder(lambda value, _: {"k": type(value).__name__}, Claims).encode([Claims()])
    assert tree == [{"k": "Claims"}]
