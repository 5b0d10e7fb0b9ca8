"""What both halves of the wire format share: caps, the error, and the two protocols."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

MAX_DEPTH = 60
MAX_NODES = 2_000_000
MAX_TREE_BYTES = 64 << 20
MAX_BUFFER_BYTES = 1 << 30
MAX_INTEGER_BITS = 1 << 16
MAX_NAMED_KINDS = 200
MAX_EQUAL_HASHES = 100


class WireError(Exception):
    """A value cannot travel, or a message breaks the format."""


class Message(NamedTuple):
    """One encoded value: the JSON tree as bytes, and the buffers it refers to by number."""

    tree: bytes
    buffers: list[bytes]


class Encoding(Protocol):
    """What the encoder of one kind may ask of the message that it writes into."""

    def encode(self, value: Any, depth: int = 0) -> Any: ...

    def items(self, values: Any, depth: int) -> list[Any]: ...

    def buffer(self, data: bytes) -> int: ...


class Decoding(Protocol):
    """What the decoder of one kind may ask of the message that it reads from."""

    def decode(self, tree: Any, depth: int = 0) -> Any: ...

    def items(self, tree: dict[str, Any], depth: int) -> list[Any]: ...

    def buffer(self, number: Any) -> bytes: ...
