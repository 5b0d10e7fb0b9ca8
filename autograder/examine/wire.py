"""The data-only wire format between the candidate and the examiner.

A value travels as a JSON tree plus binary buffers. Upwards (candidate to examiner) only data and
handles exist; nothing that is decoded can run code: no pickle, no object arrays, no imports.
Downwards (examiner to candidate) functions and other objects of the test may also travel pickled.

This module, `wire_types` and `wire_arrays` import nothing else of the package: their sources are
sent into the candidate, where the package is absent.

Tree: null, true, false, text, integers below 2**63 and finite floats stand for themselves, a JSON
list for a list; everything else is ``{"k": kind, ...}`` with a kind of `_DECODERS`.
"""

from __future__ import annotations

import collections
import json
import math
import pathlib
import re
from collections.abc import Callable, Sequence
from typing import Any

from autograder.examine import wire_arrays
from autograder.examine.wire_types import (
    MAX_BUFFER_BYTES,
    MAX_DEPTH,
    MAX_EQUAL_HASHES,
    MAX_INTEGER_BITS,
    MAX_NAMED_KINDS,
    MAX_NODES,
    MAX_TREE_BYTES,
    Message,
    WireError,
)

_IDENTIFIER = re.compile(r"^[^\W\d]\w{0,200}$")


class Encoder:
    """Turns a value into a `Message`.

    Args:
        reference: called with every object that is no data; returns the tree that stands for it
            (a handle in the candidate, a handle or a pickle in the examiner).
        opaque: a class whose objects are no data, whatever they say of themselves.
    """

    def __init__(
        self, reference: Callable[[Any, Encoder], dict[str, Any]], opaque: type | None = None
    ) -> None:
        self._reference = reference
        self._opaque = opaque
        self._nodes = 0
        self.buffers: list[bytes] = []

    def message(self, value: Any) -> Message:
        tree = json.dumps(self.encode(value), allow_nan=False, separators=(",", ":"))
        return Message(tree.encode("utf-8", "surrogatepass"), self.buffers)

    def buffer(self, data: bytes) -> int:
        self.buffers.append(data)
        return len(self.buffers) - 1

    def encode(self, value: Any, depth: int = 0) -> Any:
        self._nodes += 1
        if depth > MAX_DEPTH:
            raise WireError(f"a value is nested more than {MAX_DEPTH} levels deep")
        if self._nodes > MAX_NODES:
            raise WireError(f"a value has more than {MAX_NODES} parts")
        if value is None or value is True or value is False:
            return value
        if self._opaque is not None and issubclass(type(value), self._opaque):
            return self._reference(value, self)
        # Before Python's own kinds: NumPy's float64 is a float, and must arrive as a float64.
        tree = wire_arrays.encode_framework_value(self, value, depth)
        if tree is not None:
            return tree
        for kinds, encode in _ENCODERS:
            if isinstance(value, kinds):
                return encode(self, value, depth)
        return self._reference(value, self)

    def items(self, values: Any, depth: int) -> list[Any]:
        return [self.encode(value, depth + 1) for value in values]


def _encode_int(_: Encoder, value: int, _depth: int) -> Any:
    number = int(value)
    if -(2**63) <= number < 2**63:
        return number
    if number.bit_length() > MAX_INTEGER_BITS:
        raise WireError(f"an integer has more than {MAX_INTEGER_BITS} bits")
    return {"k": "int", "v": hex(number)}


def _encode_float(_: Encoder, value: float, _depth: int) -> Any:
    number = float(value)
    return number if math.isfinite(number) else {"k": "float", "v": repr(number)}


def _encode_complex(encoder: Encoder, value: complex, depth: int) -> Any:
    return {"k": "complex", "v": encoder.items((value.real, value.imag), depth)}


def _encode_bytes(encoder: Encoder, value: bytes, _depth: int) -> Any:
    return {"k": "bytes", "b": encoder.buffer(bytes(value))}


def _encode_tuple(encoder: Encoder, value: tuple[Any, ...], depth: int) -> Any:
    fields = getattr(type(value), "_fields", None)
    if isinstance(fields, tuple) and all(isinstance(name, str) for name in fields):
        name = type(value).__name__
        return {"k": "named", "n": name, "f": list(fields), "v": encoder.items(value, depth)}
    return {"k": "tuple", "v": encoder.items(value, depth)}


def _encode_dict(encoder: Encoder, value: dict[Any, Any], depth: int) -> Any:
    return {"k": "dict", "v": [encoder.items(pair, depth) for pair in list(value.items())]}


def _encode_slice(encoder: Encoder, value: slice, depth: int) -> Any:
    return {"k": "slice", "v": encoder.items((value.start, value.stop, value.step), depth)}


def _encode_range(encoder: Encoder, value: range, depth: int) -> Any:
    return {"k": "range", "v": encoder.items((value.start, value.stop, value.step), depth)}


_ENCODERS: list[tuple[type | tuple[type, ...], Callable[[Encoder, Any, int], Any]]] = [
    (str, lambda _, value, __: str(value)),
    (int, _encode_int),
    (float, _encode_float),
    (complex, _encode_complex),
    ((bytes, bytearray), _encode_bytes),
    (list, lambda encoder, value, depth: encoder.items(value, depth)),
    (tuple, _encode_tuple),
    (dict, _encode_dict),
    (set, lambda encoder, value, depth: {"k": "set", "v": encoder.items(value, depth)}),
    (frozenset, lambda encoder, value, depth: {"k": "frozenset", "v": encoder.items(value, depth)}),
    (slice, _encode_slice),
    (range, _encode_range),
    (type(...), lambda *_: {"k": "ellipsis"}),
    (pathlib.PurePath, lambda _, value, __: {"k": "path", "v": str(value)}),
]


class Decoder:
    """Turns a `Message` back into a value.

    Args:
        buffers: the message's buffers.
        special: decoders of the kinds that are no data ("handle", "pickle"); kinds that are not
            listed here are refused, so an examiner which lists only "handle" cannot unpickle.
    """

    def __init__(
        self, buffers: Sequence[Any], special: dict[str, Callable[[dict[str, Any], Decoder], Any]]
    ) -> None:
        self._special = special
        self._buffers = buffers
        self._used: set[int] = set()
        self._nodes = 0
        self.kinds: dict[tuple[str, tuple[str, ...]], Any] = {}
        """Classes of named tuples: each takes kilobytes, so equal ones are one, and few."""
        if sum(len(memoryview(item).cast("B")) for item in buffers) > MAX_BUFFER_BYTES:
            raise WireError(f"a message has more than {MAX_BUFFER_BYTES} bytes of arrays")

    def message(self, tree: bytes) -> Any:
        if len(tree) > MAX_TREE_BYTES:
            raise WireError(f"a message has more than {MAX_TREE_BYTES} bytes of text")
        try:
            parsed = json.loads(bytes(tree).decode("utf-8", "surrogatepass"))
        except (ValueError, RecursionError) as error:
            raise WireError(f"a message is no JSON: {type(error).__name__}") from error
        try:
            return self.decode(parsed)
        except WireError:
            raise
        except Exception as error:  # frameworks raise what they like over bad values
            raise WireError(f"a message is malformed: {type(error).__name__}") from error

    def buffer(self, number: Any) -> bytes:
        if type(number) is not int or not 0 <= number < len(self._buffers):
            raise WireError("a message refers to a buffer that it does not have")
        if number in self._used:  # each reference is a copy: a few bytes would become gigabytes
            raise WireError("a message refers to a buffer twice")
        self._used.add(number)
        return bytes(self._buffers[number])

    def decode(self, tree: Any, depth: int = 0) -> Any:
        self._nodes += 1
        if depth > MAX_DEPTH or self._nodes > MAX_NODES:
            raise WireError("a message is nested too deeply or has too many parts")
        if isinstance(tree, list):
            return [self.decode(item, depth + 1) for item in tree]
        if not isinstance(tree, dict):
            return tree
        kind = tree.get("k")
        if kind in _DECODERS:
            return _DECODERS[kind](self, tree, depth)
        if kind in self._special:
            return self._special[kind](tree, self)
        raise WireError(f"a message holds the unknown kind {str(kind)[:40]!r}")

    def items(self, tree: dict[str, Any], depth: int) -> list[Any]:
        values = tree["v"]
        if not isinstance(values, list):
            raise WireError("a message holds no list where one is due")
        return [self.decode(item, depth + 1) for item in values]


def _keys(values: list[Any]) -> list[Any]:
    """`values`, if a table of them is built quickly: in C, where no interrupt is heard.

    Keys of one hash cost the square of their number.
    """
    counts: dict[int, int] = {}
    for value in values:
        number = hash(value)
        counts[number] = counts.get(number, 0) + 1
        if counts[number] > MAX_EQUAL_HASHES:
            raise WireError(f"more than {MAX_EQUAL_HASHES} keys of a table have the same hash")
    return values


def _decode_dict(decoder: Decoder, tree: dict[str, Any], depth: int) -> Any:
    pairs = decoder.items(tree, depth)
    return dict(zip(_keys([key for key, _ in pairs]), [value for _, value in pairs], strict=True))


def _decode_named(decoder: Decoder, tree: dict[str, Any], depth: int) -> Any:
    name, fields = tree["n"], tree["f"]
    if not all(isinstance(text, str) and _IDENTIFIER.match(text) for text in (name, *fields)):
        raise WireError("a named tuple has an impossible name")
    key = (name, tuple(fields))
    if key not in decoder.kinds:
        if len(decoder.kinds) == MAX_NAMED_KINDS:
            raise WireError(f"a message has more than {MAX_NAMED_KINDS} kinds of named tuples")
        decoder.kinds[key] = collections.namedtuple(name, fields)
    return decoder.kinds[key](*decoder.items(tree, depth))


def _decode_range(decoder: Decoder, tree: dict[str, Any], depth: int) -> Any:
    start, stop, step = decoder.items(tree, depth)
    if any(type(n) is not int for n in (start, stop, step)):
        raise WireError("a range holds something else than integers")
    return range(start, stop, step)


def _decode_int(_: Decoder, tree: dict[str, Any], _depth: int) -> int:
    text = tree["v"]
    if not isinstance(text, str) or len(text) > MAX_INTEGER_BITS // 4 + 4:
        raise WireError("an integer is too long")
    return int(text, 16)


_DECODERS: dict[Any, Callable[[Decoder, dict[str, Any], int], Any]] = {
    "int": _decode_int,
    "float": lambda _, tree, __: float({"nan": "nan", "inf": "inf", "-inf": "-inf"}[tree["v"]]),
    "complex": lambda decoder, tree, depth: complex(*decoder.items(tree, depth)),
    "bytes": lambda decoder, tree, _: decoder.buffer(tree["b"]),
    "tuple": lambda decoder, tree, depth: tuple(decoder.items(tree, depth)),
    "named": _decode_named,
    "dict": _decode_dict,
    "set": lambda decoder, tree, depth: set(_keys(decoder.items(tree, depth))),
    "frozenset": lambda decoder, tree, depth: frozenset(_keys(decoder.items(tree, depth))),
    "slice": lambda decoder, tree, depth: slice(*decoder.items(tree, depth)),
    "range": _decode_range,
    "ellipsis": lambda *_: ...,
    "path": lambda _, tree, __: pathlib.Path(str(tree["v"])),
    **wire_arrays.DECODERS,
}
