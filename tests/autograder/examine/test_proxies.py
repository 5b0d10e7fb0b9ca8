"""docs/proxies.md against the class: no special method without a row, no row without a check."""

from __future__ import annotations

import contextlib
import copy
import math
import operator
import pickle
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.examine import wire
from autograder.examine.examiner import CandidateError
from autograder.examine.handles import CallableHandle, Handle, HandleError

PAGE = Path(__file__).parents[3] / "docs" / "proxies.md"
DUNDER = re.compile(r"`(__\w+__)`")
# Of the class statement, and not called by anybody.
MACHINERY = {"__doc__", "__module__", "__slots__", "__weakref__"}

# Every special method logs its name and answers with something that no check expects.
STUDENT = '''
import numpy as np
seen = []
def spy(name, answer):
    def method(self, *arguments):
        seen.append(name)
        return answer
    return method
class Thing:
    """A student's docstring."""
    rate = 0.5
    def __init__(self):
        self.items = {"a": 1, "b": 2}
    def __array__(self, dtype=None, copy=None):
        return np.array([6, 2])
    def __getitem__(self, key):
        return self.items[key]
    def __setitem__(self, key, value):
        self.items[key] = value
    def __delitem__(self, key):
        del self.items[key]
    def __len__(self):
        return 2
    def __iter__(self):
        return iter([1, 2])
    def __enter__(self):
        self.inside = True
        return 7
    def __exit__(self, *found):
        self.inside = found
        return True
    def __call__(self, x):
        return x + 1
    def __str__(self):
        return "t" * 9000
    def __repr__(self):
        return "forged"
    def __dir__(self):
        return ["rate", "zeta"]
    def __neg__(self): return -6
    def __pos__(self): return 66
    def __abs__(self): return 60
    def __invert__(self): return 61
    def __float__(self): return 6.25
    def __int__(self): return 6
    def __complex__(self): return 6j
    def __index__(self): return 3
    def __round__(self, digits=0): return 6.0 + digits
    def __copy__(self): return Thing()
    def __deepcopy__(self, memo):
        made = Thing()
        made.rate = 9
        return made
memory = """array_interface array_struct array_function array_ufunc array_priority array_wrap
    array_finalize array_namespace cuda_array_interface dlpack dlpack_device dataframe
    arrow_c_array arrow_c_stream buffer""".split()
class Memory:
    pass
for name in memory:
    setattr(Memory, f"__{name}__", spy(name, True))
memory = Memory()
names = """bool lt le gt ge eq ne bytes contains format reversed fspath floor ceil trunc length_hint
    await aiter anext aenter aexit get set delete set_name instancecheck subclasscheck
    class_getitem getstate getnewargs setstate reduce_ex reduce sizeof""".split()
binary = "add sub mul truediv floordiv mod divmod pow matmul and or xor lshift rshift".split()
for name in names:
    setattr(Thing, f"__{name}__", spy(name, True))
for name in binary:
    for prefix in ("", "r", "i"):
        setattr(Thing, f"__{prefix}{name}__", spy(prefix + name, "forged"))
Thing.__hash__ = object.__hash__
thing, other = Thing(), Thing()
class Sequence:
    def __len__(self): return 3
    def __getitem__(self, number): return 10 * number
sequence = Sequence()
class Plain:
    rate = 0.5
plain = Plain()
def undocumented(): pass
class Swallow:
    def __enter__(self): return self
    def __exit__(self, *found): return True
swallow = Swallow()
'''


class Student:
    """The candidate's objects by name, and what was asked of them."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        return self._connection.get(name)

    @property
    def seen(self) -> list[str]:
        found = self._connection.namespace["seen"]
        assert isinstance(found, list)
        return found

    @property
    def live(self) -> Any:
        return self._connection.namespace["thing"]


Check = Callable[[Student, str], None]
CHECKS: dict[str, Check] = {}


def covers(names: str) -> Callable[[Check], Check]:
    def note(check: Check) -> Check:
        for name in names.split():
            method = f"__{name}__"
            assert method not in CHECKS
            CHECKS[method] = check
        return check

    return note


def methods() -> list[str]:
    return DUNDER.findall("\n".join(_first_cells()))


def _first_cells() -> list[str]:
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| `__")]
    return [row.split("|")[1] for row in rows]


@pytest.fixture
def student(connect: Callable[..., Any]) -> Student:
    return Student(connect(STUDENT))


@pytest.mark.parametrize("method", methods())
def test_a_method_does_what_its_row_says(student: Student, method: str) -> None:
    CHECKS[method](student, method.strip("_"))


def test_every_method_of_the_class_has_a_row() -> None:
    rows = methods()
    assert len(rows) == len(set(rows)), "a method has two rows"
    own = {name for kind in (Handle, CallableHandle) for name in vars(kind) if _is_special(name)}
    assert own - MACHINERY <= set(rows)
    assert CHECKS.keys() == set(rows)


def test_what_is_said_to_be_missing_is_missing() -> None:
    page = PAGE.read_text("utf-8").partition("## Not defined")[2]
    first = "\n".join(line.split("|")[1] for line in page.splitlines() if line.startswith("| `__"))
    own = vars(Handle).keys() | vars(CallableHandle).keys()
    assert own.isdisjoint(DUNDER.findall(first))


def test_every_method_of_pythons_own_types_has_a_row() -> None:
    """An operator that nobody thought of would be found here."""
    kinds = (object, int, float, complex, str, bytes, list, dict, set, range, type, np.ndarray)
    special = {name for kind in kinds for name in dir(kind) if _is_special(name)}
    described = {name for name in special if callable(getattr(int, name, len))}
    attributes = {
        *("__dict__", "__mro__", "__base__", "__basicsize__", "__itemsize__", "__flags__"),
        *("__weakrefoffset__", "__dictoffset__", "__text_signature__", "__qualname__"),
        *("__annotations__", "__abstractmethods__", "__subclasses__", "__prepare__"),
        *("__type_params__", "__getformat__", "__firstlineno__", "__static_attributes__"),
    }
    assert described - attributes - MACHINERY - set(methods()) == set()


def _is_special(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


@covers("getattr")
def _(student: Student, _: str) -> None:
    assert student.thing.rate == 0.5
    with pytest.raises(AttributeError):
        _ = student.plain.nothing


@covers("getattribute")
def _(student: Student, _: str) -> None:
    assert student.thing.__doc__ == "A student's docstring."
    assert student.undocumented.__doc__ is None
    assert student.thing.__module__ == "__main__"


@covers("setattr delattr")
def _(student: Student, _: str) -> None:
    student.thing.rate = 2.0
    assert student.live.rate == 2.0
    del student.thing.rate
    assert student.live.rate == 0.5


@covers("getitem setitem delitem class_getitem")
def _(student: Student, _: str) -> None:
    thing = student.thing
    assert thing["a"] == 1
    thing["c"] = 3
    del thing["a"]
    assert student.live.items == {"b": 2, "c": 3}
    assert "class_getitem" not in student.seen


@covers("call")
def _(student: Student, _: str) -> None:
    assert student.thing(4) == 5
    assert callable(student.thing)
    assert not callable(student.plain)


@covers("len")
def _(student: Student, _: str) -> None:
    assert len(student.thing) == 2
    student.live.__class__.__len__ = lambda _: -1
    with pytest.raises((ValueError, CandidateError)):
        len(student.thing)


@covers("iter next")
def _(student: Student, _: str) -> None:
    iterator = iter(student.thing)
    assert (next(iterator), next(iterator), next(iterator, "end")) == (1, 2, "end")


@covers("enter exit")
def _(student: Student, _: str) -> None:
    with student.thing as value:
        assert value == 7
        assert student.live.inside is True
    assert student.live.inside == (None, None, None)
    with pytest.raises(KeyError, match="kept"), student.swallow:
        raise KeyError("kept")


@covers("str")
def _(student: Student, _: str) -> None:
    assert str(student.thing) == "t" * 4000


@covers("dir")
def _(student: Student, _: str) -> None:
    assert dir(student.thing) == ["rate", "zeta"]


@covers("copy deepcopy")
def _(student: Student, name: str) -> None:
    thing = student.thing
    made = getattr(copy, name)(thing)
    assert issubclass(type(made), Handle)
    assert made != thing
    assert made.rate == (9 if name == "deepcopy" else 0.5)


@covers("neg pos abs invert")
def _(student: Student, name: str) -> None:
    wanted = {"neg": -6, "pos": 66, "abs": 60, "invert": 61}
    assert getattr(operator, name)(student.thing) == wanted[name]


@covers("float int complex index round")
def _(student: Student, name: str) -> None:
    thing = student.thing
    assert (float(thing), int(thing), complex(thing)) == (6.25, 6, 6j)
    assert operator.index(thing) == 3
    assert (round(thing), round(thing, 2)) == (6.0, 8.0)


@covers("array tf_tensor")
def _(student: Student, _: str) -> None:
    assert np.asarray(student.thing).tolist() == [6, 2]
    assert np.asarray(student.thing, dtype="float32").dtype == np.float32
    student.live.__class__.__array__ = lambda *_: np.array([None, "x"])
    with pytest.raises(CandidateError):
        np.asarray(student.thing)


@covers("array_function")
def _(student: Student, _: str) -> None:
    student.live.__class__.mean = student.live.__class__.all = lambda *a, **k: student.seen.append(
        a
    )
    assert np.mean(student.thing) == 4
    assert np.all([student.thing, student.thing])
    assert np.shape(student.thing) == (2,)
    assert np.concatenate((student.thing, [1])).tolist() == [6, 2, 1]
    assert np.sum(a=student.thing) == 8
    assert student.seen == []


def test_an_agent_that_answers_with_something_else_than_an_array_is_refused(
    student: Student, monkeypatch: pytest.MonkeyPatch
) -> None:
    from autograder.examine import agent

    thing = student.thing
    for answer in (student.live, [1], "text"):
        monkeypatch.setitem(agent._OPERATIONS, "array", lambda *_, found=answer: found)
        with pytest.raises(HandleError, match="no array"):
            _ = thing - 1


BINARY = "add sub mul truediv floordiv mod pow matmul and or xor lshift rshift"
SPELT = {"and": "and_", "or": "or_"}


@covers(f"{BINARY} divmod")
def _(student: Student, name: str) -> None:
    function = divmod if name == "divmod" else getattr(operator, SPELT.get(name, name))
    operand = np.array([2, 3])
    assert np.array_equal(function(student.thing, operand), function(np.array([6, 2]), operand))
    assert student.seen == []


@covers(" ".join(f"r{name}" for name in [*BINARY.split(), "divmod"]))
def _(student: Student, name: str) -> None:
    # By a plain list: an array on the left would fetch the data itself and compute.
    found = getattr(student.thing, f"__{name}__")([2, 3])
    wanted = getattr(np.array([6, 2]), f"__{name}__")([2, 3])
    assert np.array_equal(found, wanted)
    assert student.seen == []


@covers(" ".join(f"i{name}" for name in BINARY.split()))
def _(student: Student, name: str) -> None:
    operand = np.array([2, 3])
    plain = SPELT.get(name[1:], name[1:])
    found = getattr(operator, name)(student.thing, operand)
    assert np.array_equal(found, getattr(operator, plain)(np.array([6, 2]), operand))
    assert student.seen == []


@covers("eq ne hash")
def _(student: Student, _: str) -> None:
    thing = student.thing
    assert thing == student.thing
    assert hash(thing) == hash(student.thing)
    assert thing != student.other
    assert thing != 6
    assert student.seen == []


@covers("class bases name")
def _(student: Student, _: str) -> None:
    kind = student.Thing
    assert isinstance(kind, type)
    assert kind.__bases__ == (object,)
    assert kind.__name__ == "Thing"
    assert not isinstance(student.thing, int | float | np.ndarray | type)
    with pytest.raises(HandleError):
        student.thing.__class__ = int


@covers("repr")
def _(student: Student, _: str) -> None:
    assert repr(student.thing) == "<student's object Thing>"


@covers("reduce reduce_ex getstate getnewargs setstate")
def _(student: Student, _: str) -> None:
    thing = student.thing

    def look() -> str:
        return type(thing).__name__

    assert student._connection.examination.probe(look)() == "Thing"
    assert b"agent" in pickle.dumps(thing)
    assert student.seen == []


@covers("init del")
def _(student: Student, _: str) -> None:
    from autograder.examine import agent

    before = len(agent._objects)
    thing = student.thing
    del thing
    assert student.plain.rate == 0.5
    assert len(agent._objects) <= before + 1


@covers("bool lt le gt ge bytes")
def _(student: Student, name: str) -> None:
    thing = student.thing
    act = {"bool": bool, "bytes": bytes}.get(name) or (lambda h: getattr(operator, name)(h, 1))
    with pytest.raises(HandleError, match="convert it to data first"):
        act(thing)
    if len(name) == 2:
        reverse = {"lt": "gt", "gt": "lt", "le": "ge", "ge": "le"}[name]
        with pytest.raises(HandleError):
            getattr(operator, reverse)(1, thing)
    assert student.seen == []


@covers(
    "array_interface array_struct array_ufunc array_priority array_wrap"
    " array_finalize array_namespace cuda_array_interface dlpack dlpack_device dataframe"
    " arrow_c_array arrow_c_stream buffer"
)
def _(student: Student, name: str) -> None:
    assert hasattr(student._connection.namespace["memory"], f"__{name}__")
    with pytest.raises(AttributeError):
        getattr(student.memory, f"__{name}__")
    assert student.seen == []


@covers("contains")
def _(student: Student, _: str) -> None:
    assert 2 in student.thing
    assert 3 not in student.thing
    assert student.seen == []


@covers("reversed")
def _(student: Student, _: str) -> None:
    assert list(reversed(student.sequence)) == [20, 10, 0]


@covers("floor ceil")
def _(student: Student, _: str) -> None:
    assert (math.floor(student.thing), math.ceil(student.thing)) == (6, 7)
    assert student.seen == []


@covers("trunc fspath")
def _(student: Student, name: str) -> None:
    with pytest.raises(TypeError):
        math.trunc(student.thing) if name == "trunc" else Path(student.plain)
    assert student.seen == []


@covers("format")
def _(student: Student, _: str) -> None:
    assert f"{student.thing}" == "t" * 4000
    with pytest.raises(TypeError):
        f"{student.thing:.2f}"
    assert student.seen == []


@covers("length_hint")
def _(student: Student, _: str) -> None:
    assert operator.length_hint(student.thing) == 2
    student.live.__class__.__len__ = lambda _: 1 << 61
    with contextlib.suppress(MemoryError):  # Python would reserve the space before it asks
        list(student.thing)
    assert student.seen == []


@covers("await aiter anext aenter aexit")
def _(student: Student, _: str) -> None:
    async def act(thing: Any) -> None:
        await thing

    async def loop(thing: Any) -> None:
        async for _ in thing:
            pass

    async def enter(thing: Any) -> None:
        async with thing:
            pass

    for function in (act, loop, enter):
        with pytest.raises(TypeError):
            function(student.thing).send(None)
    assert student.seen == []


@covers("get set delete set_name")
def _(student: Student, _: str) -> None:
    thing = student.thing
    holder = type("Holder", (), {"value": thing})()
    assert holder.value is thing
    holder.value = 3
    del holder.value
    assert student.seen == []


@covers("instancecheck subclasscheck")
def _(student: Student, _: str) -> None:
    assert not isinstance(5, student.Thing)
    assert not isinstance(student.thing, student.Thing)
    assert student.seen == []


@covers("sizeof new init_subclass subclasshook")
def _(student: Student, name: str) -> None:
    assert getattr(Handle, f"__{name}__").__qualname__.startswith(("object.", "Handle."))
    assert f"__{name}__" not in vars(Handle)
    assert student.seen == []


def test_the_wire_knows_no_kind_that_runs_code() -> None:
    """What a candidate may send: data and handles; the kinds are listed, and none is a pickle."""
    assert "pickle" not in wire._DECODERS
