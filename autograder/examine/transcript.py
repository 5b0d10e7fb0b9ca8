"""The record of what a test asked of the candidate, and of the answers."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from autograder.examine.wire_types import Message

MAX_RECORDED_BYTES = 16_384
"""Of one array or one tree in the record."""
MAX_MESSAGE_BYTES = 256 << 10
"""Of all arrays of one question, or of one answer, in the record."""
_TEXT_OVERHEAD = 4
"""Quotes and separators of a text in JSON."""
MAX_TRANSCRIPT_BYTES = 4 << 20
"""Of all questions and answers of one test in the record; what comes then has one hash."""


class Transcript:
    """What was asked in one test, within a limit: the answers are as long as the student likes."""

    def __init__(self) -> None:
        self._entries: list[dict[str, Any]] = []
        self._bytes = 0
        self._omitted = 0
        self._hash = hashlib.sha256()

    def add(self, op: str, question: Message, answer: Message) -> None:
        if self._bytes <= MAX_TRANSCRIPT_BYTES:
            entry = transcribe(op, question, answer)
            self._bytes += len(json.dumps(entry))
            self._entries.append(entry)
            return
        self._omitted += 1
        parts = (op.encode(), question.tree, *question.buffers, answer.tree, *answer.buffers)
        _hash(self._hash, parts)

    def entries(self) -> list[dict[str, Any]]:
        """The entries; the last one stands for all that found no room."""
        if not self._omitted:
            return self._entries
        rest = {"op": "omitted", "questions": self._omitted, "sha256": self._hash.hexdigest()}
        return [*self._entries, rest]


def transcribe(op: str, question: Message, answer: Message) -> dict[str, Any]:
    """One question and its answer for the record.

    Large arrays stand there by their hash only; what exceeds a message's share has one hash.
    """

    def message(part: Message) -> dict[str, Any]:
        text = part.tree[:MAX_RECORDED_BYTES].decode("utf-8", "replace")
        return {"tree": text, "buffers": _recorded(part.buffers)}

    return {"op": op, "question": message(question), "answer": message(answer)}


def _recorded(buffers: Sequence[bytes]) -> list[str]:
    found: list[str] = []
    left = MAX_MESSAGE_BYTES
    for number, data in enumerate(buffers):
        if len(data) > MAX_RECORDED_BYTES:
            text = f"sha256:{hashlib.sha256(data).hexdigest()}"
        else:
            text = base64.b64encode(data).decode("ascii")
        left -= len(text) + _TEXT_OVERHEAD
        if left < 0:
            rest = hashlib.sha256()
            _hash(rest, buffers[number:])
            return [*found, f"{len(buffers) - number} more, sha256:{rest.hexdigest()}"]
        found.append(text)
    return found


def _hash(digest: Any, parts: Sequence[bytes]) -> None:
    for data in parts:
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
