"""A candidate that answers every question of the examiner with one constant, or one exception.

The source of this module is run in a candidate, after `autograder.examine.agent`, whose private
`_OPERATIONS` it replaces: a hostile submission can do the same in one line. It imports the standard
library only. An object stays what it is, so that a test gets beyond `isinstance`; whatever would
be data is the constant.
"""

from __future__ import annotations

import contextlib
import signal
import types
from collections.abc import Callable, Collection, Iterator
from typing import Any

BUILD_SECONDS = 1.0
"""What a function of the answers may take to return an object. Nothing is trained to its end."""
REPLACED = frozenset(
    {"names", "call", "getattr", "getitem", "enter", "next"}
    | {"len", "iter", "operate", "array", "str", "dir"}
)
"""Questions that the constant answers. The others change something, and answer nothing."""


def install(agent: Any, constant: Any, stand_ins: Collection[str]) -> None:
    """Let the module `agent` answer with `constant` from now on; raise it, if it is an exception.

    Args:
        stand_ins: names of answers that are not run here; a function stands for each.

    Raises:
        RuntimeError: a call is answered with something else all the same.
    """
    operations: dict[str, Callable[..., Any]] = agent._OPERATIONS
    real = {name: operations[name] for name in REPLACED}
    dull: set[int] = set()
    """Functions that gave no object; they are not run again."""

    given = _giver(constant)

    def blunt(value: Any) -> Any:
        return value if _is_object(agent, value) else given()

    def names(self: Any, wanted: list[str]) -> dict[str, Any]:
        found = real["names"](self, wanted)
        missing = {name for name in wanted if name in stand_ins and name not in found}
        if isinstance(constant, BaseException):  # a cell that raises binds no data
            found = {name: value for name, value in found.items() if _is_object(agent, value)}
        found = {name: blunt(value) for name, value in found.items()}
        return {**found, **dict.fromkeys(missing, given)}

    def call(self: Any, function: Any, args: Any, kwargs: Any) -> Any:
        """A function that the notebook binds may make an object, e.g. a model; a probe may not."""
        bound = any(function is value for value in self.namespace.values())
        is_own = getattr(function, "__module__", "") == "__main__"
        makes = bound and is_own and isinstance(function, type | types.FunctionType)
        if not makes or id(function) in dull:
            return given()
        try:
            with _at_most(BUILD_SECONDS):
                made = real["call"](self, function, args, kwargs)
        except BaseException:  # noqa: BLE001 - an error is no constant
            made = constant
        if not _is_object(agent, made):
            dull.add(id(function))
            return given()
        return made

    def looked_up(op: str) -> Callable[..., Any]:
        return lambda self, *arguments: blunt(real[op](self, *arguments))

    def converted(op: str) -> Callable[..., Any]:
        return lambda self, _value, *rest: real[op](self, given(), *rest)

    operations |= {op: looked_up(op) for op in ("getattr", "getitem", "enter")}
    operations |= {op: converted(op) for op in ("len", "iter", "array", "str", "dir")}
    operations |= {
        "names": names,
        "call": call,
        "next": lambda self, iterator: [blunt(item) for item in real["next"](self, iterator)],
        "operate": lambda self, name, _, *rest: real["operate"](self, name, given(), *rest),
    }
    _prove(agent, constant)


def _giver(constant: Any) -> Callable[..., Any]:
    def given(*_: Any, **__: Any) -> Any:
        if isinstance(constant, BaseException):
            raise constant
        return constant

    return given


def _is_object(agent: Any, value: Any) -> bool:
    """Whether the examiner gets a handle for `value`, not data."""
    found: list[Any] = []
    with contextlib.suppress(Exception):
        agent.Encoder(lambda item, _: found.append(item)).encode(value)
    return any(item is value for item in found)


@contextlib.contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    def stop(*_: Any) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _prove(agent: Any, constant: Any) -> None:
    """Put a question as the examiner does, and look at the answer."""
    question = agent.Encoder(agent.refer).message([len, ("abc",), {}])
    reply = agent.Agent({}).answer("call", question)
    if isinstance(constant, BaseException):
        works = bytes(reply.tree).startswith(b"[false")
    else:
        expected = agent.Encoder(agent.refer).message([True, constant])
        works = (reply.tree, reply.buffers) == (expected.tree, expected.buffers)
    if not works:
        raise RuntimeError("a call is not answered with the constant")
