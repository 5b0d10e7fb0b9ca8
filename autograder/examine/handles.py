"""Handles: how an object that stays in the candidate looks to a test.

What a handle does, method by method, follows from one rule: it may fetch data and ask for actions,
but the student's code never takes part in deciding a verdict. So attributes, calls, items,
iteration and conversions go to the candidate. Binary arithmetic does not: in ``loss - expected`` a
student's ``__sub__`` would see the expected value and could answer 0. It is computed here, on the
object's data as an array. Comparison and truth do not exist, and equality is identity; ``in``
compares the items here. docs/proxies.md goes through all special methods.
"""

from __future__ import annotations

import contextlib
import copy
import operator
import pathlib
import re
import sys
import types
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from autograder.examine.agent import resolve

# Attributes by which libraries agree on a place in memory, in this process or in a GPU. Answered
# by the candidate they would be read at an address that it chose.
_MEMORY_PROTOCOL = re.compile(r"__(array|cuda_|hip_|sycl_|dlpack|dataframe|arrow_|buffer)")
# Methods of data that compare or decide. Data would have arrived; what stands in its place would
# be handed the expected value, and asked for the verdict.
_VERDICTS = frozenset(
    {"equals", "eq", "ne", "lt", "le", "gt", "ge", "all", "any", "isin", "between"}
    | {"issubset", "issuperset", "isdisjoint", "startswith", "endswith", "allclose"}
)
# Every class has these, so `__getattr__` is never asked for them.
_OF_THE_OBJECT = frozenset({"__doc__", "__module__"})


class Line(Protocol):
    """What a handle needs of its examination. `acts` counts what may have changed an object.

    `written` is a value as it travels, by which equal questions are known.
    """

    acts: int

    def ask(self, op: str, *arguments: Any) -> Any: ...

    def written(self, value: Any) -> tuple[bytes, ...]: ...

    def forget(self, number: int) -> None: ...


class HandleError(TypeError):
    """A test used a handle in a way that would let the student's code decide."""


def _refuse(verb: str) -> Callable[..., Any]:
    def refuse(self: Handle, *_: object) -> Any:
        message = (
            f"the {self._autograder_name} of the student's code cannot {verb}; "
            "convert it to data first, e.g. with np.asarray or float"
        )
        raise HandleError(message)

    return refuse


class Handle:
    """Stands for an object of the candidate that is no data."""

    __slots__ = (
        "__weakref__",
        "_autograder_answers",
        "_autograder_classes",
        "_autograder_is_class",
        "_autograder_line",
        "_autograder_name",
        "_autograder_number",
    )

    def __init__(self, line: Line, tree: dict[str, Any]) -> None:
        fields = {
            "line": line,
            "answers": (-1, {}),
            "number": tree["id"],
            "name": str(tree["name"]),
            "classes": library_classes(tree["classes"], of_objects=not tree["is_class"]),
            "is_class": bool(tree["is_class"]),
        }
        for name, value in fields.items():
            object.__setattr__(self, f"_autograder_{name}", value)

    def _autograder_known(self) -> dict[Any, Any]:
        """What the object has answered about itself since the test last acted on the candidate.

        NumPy asks for an array three times to compare it once. An object that answers as it likes
        must not be checked with one answer and compared with another.
        """
        acts: int
        known: dict[Any, Any]
        acts, known = self._autograder_answers
        if acts != self._autograder_line.acts:
            known = {}
            object.__setattr__(self, "_autograder_answers", (self._autograder_line.acts, known))
        return known

    def _autograder_once(self, op: str, argument: Any) -> Any:
        """The answer to a question about the object; a copy, since a test may change it."""
        known = self._autograder_known()
        asked = (op, *self._autograder_line.written(argument))
        if asked not in known:
            known[asked] = self._autograder_line.ask(op, self, argument)
        return _copied(known[asked])

    # Actions and data: the candidate carries them out.

    def __getattribute__(self, name: str) -> Any:
        if name in _OF_THE_OBJECT:
            return self._autograder_once("getattr", name)
        return object.__getattribute__(self, name)

    def __getattr__(self, name: str) -> Any:
        # Only names that the class lacks arrive here.
        if _MEMORY_PROTOCOL.match(name) or name.startswith("_autograder"):
            raise AttributeError(name)
        if name in _VERDICTS:
            message = (
                f"a test cannot call {name} of the {self._autograder_name} of the student's code, "
                "which would say itself whether it is right; convert it to data first"
            )
            raise HandleError(message)
        return self._autograder_once("getattr", name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "__class__":
            object.__setattr__(self, name, value)
        self._autograder_line.ask("setattr", self, name, value)

    def __delattr__(self, name: str) -> None:
        self._autograder_line.ask("delattr", self, name)

    def __getitem__(self, key: Any) -> Any:
        return self._autograder_once("getitem", key)

    def __setitem__(self, key: Any, value: Any) -> None:
        self._autograder_line.ask("setitem", self, key, value)

    def __delitem__(self, key: Any) -> None:
        self._autograder_line.ask("delitem", self, key)

    def __len__(self) -> int:
        known = self._autograder_known()
        if "len" not in known:
            known["len"] = int(self._autograder_line.ask("len", self))
        self._autograder_agree(known["len"], known.get("items"))
        return int(known["len"])

    def __iter__(self) -> Iterator[Any]:
        length = self._autograder_known().get("len")
        iterator = self._autograder_line.ask("iter", self)
        items = 0
        while item := self._autograder_line.ask("next", iterator):
            items += 1
            yield item[0]
        self._autograder_agree(length, items)
        self._autograder_known()["items"] = items

    def _autograder_agree(self, length: int | None, items: int | None) -> None:
        """`zip` stops at the shorter one: what says 3 and gives none would be equal to anything."""
        if length is not None and items is not None and length != items:
            name = self._autograder_name
            message = f"the {name} of the student's code has length {length}, but {items} items"
            raise HandleError(message)

    def __next__(self) -> Any:
        item = self._autograder_line.ask("next", self)
        if not item:
            raise StopIteration
        return item[0]

    def __enter__(self) -> Any:
        return self._autograder_line.ask("enter", self)

    def __exit__(self, *_: object) -> None:
        self._autograder_line.ask("exit", self)

    def __str__(self) -> str:
        return str(self._autograder_line.ask("str", self))

    def __dir__(self) -> list[str]:
        return [str(name) for name in self._autograder_line.ask("dir", self)]

    def __copy__(self) -> Any:
        return self._autograder_line.ask("call", copy.copy, (self,), {})

    def __deepcopy__(self, _: dict[int, Any]) -> Any:
        return self._autograder_line.ask("call", copy.deepcopy, (self,), {})

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        known = self._autograder_known()
        if "array" not in known:
            array = self._autograder_line.ask("array", self)
            if type(array).__module__ != "numpy":  # a changed agent may answer with anything
                raise HandleError(f"the {self._autograder_name} of the student's code is no array")
            known["array"] = array
        # The test may change its array, and ask again.
        array = known["array"]
        return array.copy() if dtype is None else array.astype(dtype)

    def __array_function__(self, function: Any, _: Any, args: Any, kwargs: Any) -> Any:
        # NumPy would ask the object for its own `mean`, `std`, `sum`, `all`, `shape`, …
        return function(*_as_arrays(args), **_as_arrays(kwargs))

    def __tf_tensor__(self, dtype: Any = None, name: str | None = None) -> Any:
        import tensorflow as tf

        return tf.constant(self.__array__(), dtype=dtype, name=name)

    # What a handle is: the nearest library class, never the student's word about equality.

    @property
    def __class__(self) -> type:
        if self._autograder_is_class:
            return type
        classes = self._autograder_classes
        return classes[0] if classes else Handle

    @__class__.setter
    def __class__(self, _: type) -> None:
        raise HandleError("the class of a student's object cannot be changed by a test")

    @property
    def __bases__(self) -> tuple[type, ...]:
        if not self._autograder_is_class:
            raise AttributeError("__bases__")
        return self._autograder_classes[:1] or (object,)

    @property
    def __name__(self) -> str:
        return str(self._autograder_name)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other._autograder_number == self._autograder_number

    def __hash__(self) -> int:
        return hash(self._autograder_number)

    def __repr__(self) -> str:
        kind = "class" if self._autograder_is_class else "object"
        return f"<student's {kind} {self._autograder_name}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return resolve, (self._autograder_number,)

    def __del__(self) -> None:
        with contextlib.suppress(AttributeError):  # a malformed answer has made half a handle
            self._autograder_line.forget(self._autograder_number)

    __bool__ = _refuse("be true or false")
    __lt__ = _refuse("be compared")
    __le__ = _refuse("be compared")
    __gt__ = _refuse("be compared")
    __ge__ = _refuse("be compared")
    # Python would take `__index__` for a length, and make so many zero bytes.
    __bytes__ = _refuse("become bytes")


def _copied(value: Any) -> Any:
    """`value` with containers and arrays of its own; handles and what cannot change stay."""
    if type(value) in (list, tuple, set):
        return type(value)(map(_copied, value))
    if type(value) is dict:
        return {key: _copied(item) for key, item in value.items()}
    if type(value).__module__.partition(".")[0] in ("numpy", "pandas"):
        return value.copy() if hasattr(value, "copy") else value
    return value


def _as_arrays(value: Any) -> Any:
    """`value` with arrays for handles, also inside of lists, tuples and dictionaries."""
    if issubclass(type(value), Handle):
        return value.__array__()
    if type(value) in (list, tuple):
        return type(value)(map(_as_arrays, value))
    if type(value) is dict:
        return {key: _as_arrays(item) for key, item in value.items()}
    return value


class CallableHandle(Handle):
    """A handle to something that can be called; `callable` tells the two apart."""

    __slots__ = ()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._autograder_line.ask("call", self, args, kwargs)


def _ask_operation(operation: str) -> Callable[..., Any]:
    def forward(self: Handle, *arguments: Any) -> Any:
        known = self._autograder_known()
        if operation in _NUMBERS and "array" in known:
            return _NUMBERS[operation](known["array"])
        if (operation, arguments) not in known:
            answer = self._autograder_line.ask("operate", operation, self, *arguments)
            known[operation, arguments] = answer
        return known[operation, arguments]

    return forward


def _compute_here(method: str) -> Callable[..., Any]:
    def compute(self: Handle, other: Any) -> Any:
        other = other.__array__() if issubclass(type(other), Handle) else other
        return getattr(self.__array__(), method)(other)

    return compute


_NUMBERS: dict[str, Callable[[Any], Any]] = {
    "float": float,
    "int": int,
    "complex": complex,
    "index": operator.index,
}
for _name in ("neg", "pos", "abs", "invert", "index", "float", "int", "complex", "round"):
    setattr(Handle, f"__{_name}__", _ask_operation(_name))
for _name in (
    *("add", "sub", "mul", "truediv", "floordiv", "mod", "divmod", "pow", "matmul"),
    *("and", "or", "xor", "lshift", "rshift"),
):
    setattr(Handle, f"__{_name}__", _compute_here(f"__{_name}__"))
    setattr(Handle, f"__r{_name}__", _compute_here(f"__r{_name}__"))

_DATA: tuple[type, ...] = (
    *(str, int, float, complex, bytes, bytearray, slice, range, pathlib.PurePath),
    *(list, tuple, dict, set, frozenset),
)
_DATA_OF_LIBRARIES = (
    *(("numpy", name) for name in ("ndarray", "generic", "dtype")),
    *(("pandas", name) for name in ("DataFrame", "Series", "Index", "Timestamp")),
    *(("tensorflow", name) for name in ("TensorShape", "DType")),
    ("tensorflow.python.framework.ops", "EagerTensor"),
)

# Types without a public name of their own in `builtins`, e.g. functions and generators.
_INTERPRETER_TYPES = {
    kind.__name__: kind for kind in vars(types).values() if isinstance(kind, type)
}


def library_classes(names: Any, *, of_objects: bool = True) -> tuple[type, ...]:
    """The classes of that description which this process has already imported, nearest first.

    Values of `builtins` classes would have arrived as data, so an object which claims to be one of
    them lies; exceptions and the interpreter's types are left. So do arrays, tables and whatever
    derives from a class of data: libraries that see one in front of them believe it.

    Args:
        of_objects: whether an object is described; the student's own classes may derive from data.
    """
    data = _data_classes() if of_objects else ()
    found = []
    for module, qualified in names:
        value: Any = sys.modules.get(module)
        for part in qualified.split("."):
            value = getattr(value, "__dict__", {}).get(part)
        if module == "builtins" and not _is_exception(value):
            value = _INTERPRETER_TYPES.get(qualified)
        if not isinstance(value, type) or value in (Handle, CallableHandle):
            continue
        if _is_exception(value) or not issubclass(value, data):
            found.append(value)
    return tuple(found)


def _data_classes() -> tuple[type, ...]:
    """Classes whose objects always arrive as data (see `wire`), of modules imported here."""
    found: list[type] = list(_DATA)
    for module, name in _DATA_OF_LIBRARIES:
        value = getattr(sys.modules.get(module), name, None)
        if isinstance(value, type):
            found.append(value)
    return tuple(found)


def _is_exception(value: Any) -> bool:
    return isinstance(value, type) and issubclass(value, BaseException)


def make_handle(line: Line, tree: dict[str, Any]) -> Handle:
    """The handle that `tree` (see `agent.refer`) describes."""
    return (CallableHandle if tree["callable"] else Handle)(line, tree)
