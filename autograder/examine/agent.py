"""The candidate's half of an examination: answers questions about live objects.

`bootstrap_source` is run in the candidate's kernel, which then answers `examination_request`
messages on its shell channel. Everything here shares a process with the student's code and can be
changed by it; that is why answers are data and no verdict is made here.
"""

from __future__ import annotations

import itertools
import operator
import re
import sys
import traceback
from collections.abc import Callable
from types import FrameType
from typing import Any

from autograder.examine.wire import Decoder, Encoder
from autograder.examine.wire_types import Message

MAX_TEXT = 4000
MAX_TRACEBACK = 20_000
FLUSH_SECONDS = 1.0
_CELL = re.compile(r'File "[^"\n]*/ipykernel_\d+/\d+\.py", ')
"""Where ipykernel says that a cell lies."""

_objects: dict[int, Any] = {}
_numbers: dict[int, int] = {}
_fresh = itertools.count(1)
_counts: dict[int, int] = {}
"""How many handles of the examiner stand for each object."""


def resolve(number: int) -> Any:
    """The live object behind a handle; pickled functions refer to it by this function."""
    return _objects[number]


def describe_classes(kind: type) -> list[list[str]]:
    """Module and qualified name of every library class among the bases of `kind`, nearest first.

    A class of the student's that names another module does not count.
    """
    return [
        [str(base.__module__), str(base.__qualname__)]
        for base in type.mro(kind)
        if base.__module__ != "__main__" and base is not object and _stands_where_it_says(base)
    ]


def _stands_where_it_says(kind: type) -> bool:
    found: Any = sys.modules.get(str(kind.__module__))
    for part in str(kind.__qualname__).split("."):
        found = getattr(found, "__dict__", {}).get(part)
    return found is kind or kind.__module__ == "builtins"


def refer(value: Any, _encoder: Encoder) -> dict[str, Any]:
    """Keep `value` and return the handle that stands for it."""
    number = _numbers.setdefault(id(value), next(_fresh))
    _objects[number] = value
    _counts[number] = _counts.get(number, 0) + 1
    is_class = isinstance(value, type)
    kind = value if is_class else type(value)
    return {
        "k": "handle",
        "id": number,
        "name": str(getattr(value, "__name__", kind.__name__))[:200],
        "classes": describe_classes(kind),
        "is_class": is_class,
        "callable": callable(value),
    }


def forget(numbers: list[int]) -> None:
    """The examiner has dropped one handle to each of these objects."""
    for number in numbers:
        _counts[number] = _counts.get(number, 0) - 1
        if _counts[number] <= 0:
            _numbers.pop(id(_objects.pop(number, None)), None)
            del _counts[number]


class Agent:
    """Answers the questions of an examiner about the objects of `namespace`."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self.namespace = namespace

    def answer(self, op: str, message: Message) -> Message:
        """Carry out one request; the answer is ``[True, value]`` or ``[False, error]``."""
        try:
            decoder = Decoder(message.buffers, {"handle": _live, "pickle": _unpickle})
            arguments = decoder.message(message.tree)
            encoder = Encoder(refer)
            return encoder.message([True, _OPERATIONS[op](self, *arguments)])
        except BaseException as error:  # noqa: BLE001 - SystemExit and ^C are answers too
            return Encoder(refer).message([False, _describe_error(error)])

    def names(self, wanted: list[str]) -> dict[str, Any]:
        return {name: self.namespace[name] for name in wanted if name in self.namespace}

    def bind(self, name: str, value: Any) -> None:
        self.namespace[name] = value

    def unbind(self, name: str) -> None:
        del self.namespace[name]


def _live(tree: dict[str, Any], _decoder: Decoder) -> Any:
    return _objects[tree["id"]]


def _unpickle(tree: dict[str, Any], decoder: Decoder) -> Any:
    import cloudpickle

    return cloudpickle.loads(decoder.buffer(tree["b"]))


def _is_ours(frame: FrameType) -> bool:
    return str(frame.f_globals.get("__name__")).startswith("autograder.examine.")


def _describe_error(error: BaseException) -> dict[str, Any]:
    # The student looks for a line of their own; how the question came here says nothing.
    trace = error.__traceback__
    while trace is not None and _is_ours(trace.tb_frame):
        trace = trace.tb_next
    frames = traceback.format_exception(type(error), error, trace)
    try:
        text = str(error)
    except Exception:  # noqa: BLE001 - the student's own __str__
        text = "(its text cannot be shown)"
    return {
        "name": type(error).__name__,
        "classes": describe_classes(type(error)),
        "text": text[:MAX_TEXT],
        "traceback": _CELL.sub("", "".join(frames))[-MAX_TRACEBACK:],
    }


def _array(_: Agent, value: Any) -> Any:
    import numpy as np

    array = np.asarray(value)
    if array.dtype == object:
        message = f"{type(value).__name__} is no array of numbers"
        raise TypeError(message)
    return array


def _operate(_: Agent, name: str, operand: Any, *arguments: Any) -> Any:
    return _OPERATORS[name](operand, *arguments)


def _next(_: Agent, iterator: Any) -> list[Any]:
    try:
        return [next(iterator)]
    except StopIteration:
        return []


def _with_exit(_: Agent, manager: Any) -> Any:
    return manager.__exit__(None, None, None)


_OPERATORS: dict[str, Callable[..., Any]] = {
    "neg": operator.neg,
    "pos": operator.pos,
    "abs": abs,
    "invert": operator.invert,
    "index": operator.index,
    "float": float,
    "int": int,
    "complex": complex,
    "round": round,
}

_OPERATIONS: dict[str, Callable[..., Any]] = {
    "names": Agent.names,
    "bind": Agent.bind,
    "unbind": Agent.unbind,
    "call": lambda _, function, args, kwargs: function(*args, **kwargs),
    "getattr": lambda _, value, name: getattr(value, name),
    "setattr": lambda _, value, name, item: setattr(value, name, item),
    "delattr": lambda _, value, name: delattr(value, name),
    "getitem": lambda _, value, key: value[key],
    "setitem": lambda _, value, key, item: operator.setitem(value, key, item),
    "delitem": lambda _, value, key: operator.delitem(value, key),
    "len": lambda _, value: len(value),
    "iter": lambda _, value: iter(value),
    "next": _next,
    "enter": lambda _, manager: manager.__enter__(),
    "exit": _with_exit,
    "operate": _operate,
    "array": _array,
    "str": lambda _, value: str(value)[:MAX_TEXT],
    "dir": lambda _, value: dir(value),
}


def install(shell: Any) -> None:
    """Answer `examination_request` messages on the shell channel of the kernel of `shell`."""
    kernel = shell.kernel
    agent = Agent(shell.user_ns)
    stream: Any
    for stream in (sys.stdout, sys.stderr):
        # A text that ipykernel's thread cannot send, such as half a surrogate pair, is waited for.
        stream.flush_timeout = FLUSH_SECONDS

    def handle(stream: Any, idents: Any, message: dict[str, Any]) -> None:
        content = message["content"]
        forget(content["forget"])
        tree, *buffers = (bytes(item) for item in message["buffers"])
        reply = agent.answer(content["op"], Message(tree, buffers))
        sys.stdout.flush()
        sys.stderr.flush()
        kernel.session.send(
            stream,
            "examination_reply",
            content={},
            parent=message,
            ident=idents,
            buffers=[reply.tree, *reply.buffers],
        )

    kernel.shell_handlers["examination_request"] = handle
