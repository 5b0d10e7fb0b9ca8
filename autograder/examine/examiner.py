"""The trusted half of an examination: what runs inside the examiner's kernel.

The driver executes, silently, `start` once and then for every test cell `begin`, the cell itself
as it stands in the instructor's notebook, and `end`, whose report says how the cell ended.
"""

from __future__ import annotations

import ast
import functools
import io
import json
import math
import numbers
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import cloudpickle

from autograder.examine import memory, remote, session
from autograder.examine.channel import CandidateTimeout, Channel
from autograder.examine.frames import line_in_cell
from autograder.examine.handles import Handle, HandleError, library_classes, make_handle
from autograder.examine.outputs import MAX_DETAIL, OutputBounds, text_of
from autograder.examine.transcript import Transcript
from autograder.examine.wire import Decoder, Encoder
from autograder.examine.wire_types import Message, WireError

Function = TypeVar("Function", bound=Callable[..., Any])

_LOOKING = frozenset(
    {"names", "getattr", "getitem", "len", "iter", "array", "operate", "str", "dir"}
)
"""Questions about an object. All others are acts, after which it may be another."""
MAX_MEASUREMENTS = 1_000
_HIDDEN_PROTOCOL_EXCEPTIONS = (StopIteration, StopAsyncIteration, GeneratorExit)


class CandidateError(Exception):
    """The student's code raised an exception while it was asked something."""

    remote_name = ""
    remote_traceback = ""


class Examination:
    """The session that `autograder.testing` uses inside an examiner."""

    def __init__(self, channel: Channel, seed: int, sources: dict[str, str]) -> None:
        self.channel = channel
        self.seed = seed
        self.acts = 0
        self.transcript = Transcript()
        self.measurements: list[Mapping[str, Any]] = []
        self._sources = sources

    def begin(self, seconds: float) -> None:
        """Start the clock, the transcript and the measurements of a test cell."""
        self.channel.deadline = time.monotonic() + seconds
        self.acts += 1
        self.transcript = Transcript()
        self.measurements = []

    def source_of(self, grade_id: str) -> str:
        if grade_id not in self._sources:
            message = f"the notebook has no answer cell {grade_id!r}"
            raise KeyError(message)
        return self._sources[grade_id]

    def measured(self, measurement: Mapping[str, Any]) -> None:
        """Keep, for the report, a quantity that a test compares with a threshold."""
        if len(self.measurements) < MAX_MEASUREMENTS:
            self.measurements.append(measurement)

    def probe(self, function: Function) -> Function:
        @functools.wraps(function)
        def run_in_candidate(*args: Any, **kwargs: Any) -> Any:
            return self.ask("call", function, args, kwargs)

        return run_in_candidate  # type: ignore[return-value]

    def forget(self, number: int) -> None:
        self.channel.forget(number)

    def written(self, value: Any) -> tuple[bytes, ...]:
        message = Encoder(_send_down, Handle).message(value)
        return message.tree, *message.buffers

    def ask(self, op: str, *arguments: Any) -> Any:
        """Put a question to the candidate and return its answer as data and handles.

        Raises:
            CandidateError: the student's code raised; also an instance of that exception's
                nearest class known here, so that tests may expect a ValueError.
        """
        self.acts += op not in _LOOKING
        question = Encoder(_send_down, Handle).message(list(arguments))
        reply = self.channel.ask(op, question)
        self.transcript.add(op, question, reply)
        answer = self._decode(reply)
        if not (isinstance(answer, list) and len(answer) == 2):
            raise WireError("the candidate's answer is malformed")
        succeeded, value = answer
        if succeeded is True:
            return value
        try:
            error = candidate_error(value)
        except (AttributeError, TypeError, ValueError):
            raise WireError("the candidate's answer is malformed") from None
        raise error

    def _decode(self, reply: Message) -> Any:
        decoder = Decoder(reply.buffers, {"handle": lambda tree, _: make_handle(self, tree)})
        return decoder.message(reply.tree)


def _send_down(value: Any, encoder: Encoder) -> dict[str, Any]:
    if issubclass(type(value), Handle):
        return {"k": "handle", "id": value._autograder_number}
    file = io.BytesIO()
    _Pickler(file).dump(value)
    return {"k": "pickle", "b": encoder.buffer(file.getvalue())}


class _Pickler(cloudpickle.Pickler):  # type: ignore[misc]  # cloudpickle is untyped
    """Pickles by value, and handles as the objects that they stand for.

    cloudpickle takes a handle to a function for a function: it asks for its class.
    """

    def reducer_override(self, value: Any) -> Any:
        if issubclass(type(value), Handle):
            return value.__reduce__()
        return super().reducer_override(value)


def candidate_error(description: Any) -> CandidateError:
    """The exception that stands for one raised in the candidate.

    Exceptions that Python gives a meaning of their own (StopIteration ends a loop, SystemExit the
    examiner) come only as a CandidateError: raised here they would change what a test does.
    """
    if not isinstance(description, dict):
        raise WireError("the candidate's answer is malformed")
    kinds: tuple[type, ...] = ()
    for base in library_classes(description.get("classes", [])):
        if issubclass(base, Exception) and not issubclass(base, _HIDDEN_PROTOCOL_EXCEPTIONS):
            kinds = (base,)
            break
    name, text, trace = (_text(description, key) for key in ("name", "text", "traceback"))
    name = name[:200]
    namespace = {"__init__": _plain_init, "__str__": lambda self: str(self.args[0])}
    try:
        kind = type(name, (CandidateError, *kinds), namespace)
        error: CandidateError = kind(text[:MAX_DETAIL])
    except TypeError:  # bases whose layouts do not fit together
        error = CandidateError(text[:MAX_DETAIL])
    error.remote_name = name
    error.remote_traceback = trace[-MAX_DETAIL:]
    return error


def _text(description: Mapping[str, Any], key: str) -> str:
    """A text of the candidate's; other values could become longer ones than were sent."""
    value = description.get(key, "")
    if type(value) is not str:
        raise WireError("the candidate's answer is malformed")
    return value


def _plain_init(self: Exception, text: str) -> None:
    self.args = (text,)


class Examiner:
    """Runs test cells in `shell` against the candidate behind `examination`."""

    def __init__(self, shell: Any, examination: Examination) -> None:
        self._shell = shell
        self._examination = examination
        self._missing: frozenset[str] = frozenset()
        self._borrowed: set[str] = set()
        self._result: Any = None
        self._synchroniser = _Synchroniser()
        # IPython's default traceback analyses every frame: 0.3 s for each failing test.
        shell.InteractiveTB.set_mode(mode="Plain")
        OutputBounds(shell, CandidateError)
        shell.ast_transformers.append(self._synchroniser)
        shell.events.register("post_run_cell", self._keep)
        shell.user_ns["__candidate__"] = self

    def _keep(self, result: Any) -> None:
        # `begin` and `end` run silently, and silent cells fire no event.
        self._result = result

    def begin(
        self,
        *,
        names: list[str],
        synchronised: list[str],
        seconds: float,
        unseen: Sequence[str] = (),
    ) -> str:
        """Bind the candidate's current `names` and start the clock of the next test cell.

        Those of `unseen` that the instructor's own cells have bound here stay what they are.

        Returns:
            An empty text, or a report (see `end`) if the candidate did not give its names: its
            objects can run code even while they are looked at. The test cell is then not run.
        """
        namespace = self._shell.user_ns
        self._examination.begin(seconds)
        self._result = None
        ours = {name for name in unseen if name in namespace and name not in self._borrowed}
        names = [name for name in names if name not in ours]
        try:
            found = self._examination.ask("names", names)
            if type(found) is not dict:
                raise WireError("the candidate's answer is malformed")
        except (CandidateError, CandidateTimeout, WireError, KeyboardInterrupt) as error:
            report = self._report(error)
            # Before the first line of the test: nothing of it can be in the message.
            report["error"]["line"] = 0
            return json.dumps(report)
        self._borrowed.update(names)
        for name in names:
            if name in found:
                namespace[name] = found[name]
            else:
                namespace.pop(name, None)
        self._missing = frozenset(names) - frozenset(found)
        self._synchroniser.names = frozenset(synchronised)
        return ""

    def synchronise(self, name: str) -> None:
        """The test cell has bound or deleted `name`, which the student's functions look up."""
        if name in self._shell.user_ns:
            self._examination.ask("bind", name, self._shell.user_ns[name])
        else:
            self._examination.ask("unbind", name)

    def end(self) -> str:
        """JSON report on the test cell.

        Its keys are ``ended``, ``value``, ``error``, ``transcript`` and ``measurements``.
        """
        self._synchroniser.names = frozenset()
        result, self._result = self._result, None
        if result is None:
            return json.dumps(self._report(None))
        error = result.error_before_exec or result.error_in_exec
        report = self._report(error)
        if error is None:
            report |= {"ended": True, "value": _describe_value(result.result)}
        return json.dumps(report)

    def _report(self, error: BaseException | None) -> dict[str, Any]:
        return {
            "ended": False,
            "value": None,
            "error": None if error is None else self._describe_error(error),
            "transcript": self._examination.transcript.entries(),
            "measurements": self._examination.measurements,
        }

    def _describe_error(self, error: BaseException) -> dict[str, Any]:
        kind = _error_kind(error)
        if isinstance(error, NameError) and error.name in self._missing:
            kind = "missing"
        return {
            "kind": kind,
            "type": getattr(error, "remote_name", "") or type(error).__name__,
            "text": text_of(error)[:MAX_DETAIL],
            "name": getattr(error, "name", None) if kind == "missing" else None,
            "line": line_in_cell(error.__traceback__, self._shell.user_ns),
            "traceback": "".join(traceback.format_exception(error))[-MAX_DETAIL:],
            "candidate_traceback": getattr(error, "remote_traceback", ""),
        }


def _error_kind(error: BaseException) -> str:
    kinds: list[tuple[type[BaseException], str]] = [
        (CandidateTimeout, "timeout"),
        (CandidateError, "candidate"),
        (WireError, "protocol"),
        (KeyboardInterrupt, "interrupted"),
        (AssertionError, "assertion"),
        (HandleError, "handle"),
        (MemoryError, "memory"),
    ]
    return next((kind for classes, kind in kinds if isinstance(error, classes)), "other")


def _describe_value(value: Any) -> Any:
    """The last expression's value: None, a finite number, or a text that says what else it was."""
    if value is None:
        return None
    if issubclass(type(value), bool | Handle) or not isinstance(value, numbers.Real):
        return f"a value of type {type(value).__name__}"
    number = float(value)
    return number if math.isfinite(number) else f"the number {number}"


class _Synchroniser(ast.NodeTransformer):
    """After a statement that binds or deletes one of `names`, tell the candidate.

    In an ordinary kernel a test may patch a function that a student's function calls; under
    examination the two live in different processes, so the change has to travel.
    """

    def __init__(self) -> None:
        self.names: frozenset[str] = frozenset()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Any:
        return self._after(node, {node.name} & self.names)

    visit_ClassDef = visit_AsyncFunctionDef = visit_FunctionDef  # type: ignore[assignment]

    def _simple(self, node: ast.stmt) -> Any:
        changed = {
            item.id
            for item in ast.walk(node)
            if isinstance(item, ast.Name) and not isinstance(item.ctx, ast.Load)
        }
        return self._after(node, changed & self.names)

    visit_Assign = visit_Delete = visit_AugAssign = visit_AnnAssign = _simple

    def _after(self, node: ast.stmt, names: set[str]) -> Any:
        calls = [
            ast.copy_location(statement, node)
            for name in sorted(names)
            for statement in ast.parse(f"__candidate__.synchronise({name!r})").body
        ]
        return [node, *(ast.fix_missing_locations(call) for call in calls)] if calls else node


_examiner: Examiner | None = None


def start(settings: str) -> None:
    """Connect this kernel to a candidate.

    Args:
        settings: JSON with socket, key, most, seed, sources, and memory, the kernel's in bytes.
    """
    global _examiner
    from IPython import get_ipython

    given = json.loads(settings)
    memory.bound(given["memory"])
    cloudpickle.register_pickle_by_value(remote)
    channel = Channel(given["socket"], given["key"], given["most"])
    examination = Examination(channel, given["seed"], given["sources"])
    session.install(examination)
    _examiner = Examiner(get_ipython(), examination)


def begin(settings: str) -> str:
    """`Examiner.begin` with its arguments as JSON."""
    return _started().begin(**json.loads(settings))


def end() -> str:
    """`Examiner.end`."""
    return _started().end()


def _started() -> Examiner:
    if _examiner is None:
        message = "the examiner has not been started"
        raise RuntimeError(message)
    return _examiner
