from __future__ import annotations

import collections
import importlib
import inspect
import io
import json
import logging
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from autograder.examine.examiner import CandidateError, Examiner
from autograder.examine.handles import HandleError, library_classes
from autograder.examine.outputs import text_of
from autograder.examine.transcript import MAX_MESSAGE_BYTES, MAX_TRANSCRIPT_BYTES
from autograder.testing import raises

STUDENT = """
import collections, logging
class Model(collections.UserDict):
    def __init__(self):
        super().__init__({"a": 1})
        self.rate = 0.5
    def double(self, x):
        return [2 * item for item in x]
    def fail(self):
        raise ValueError("rate must be positive")
    def __call__(self, x):
        return x + self.rate
class Layer(logging.Filter):
    pass
def make():
    return Model()
def count():
    yield from range(3)
class Liar:
    def __eq__(self, other): return True
    def __lt__(self, other): return True
    def __bool__(self): return True
    def __sub__(self, other): return 0.0
    def __rsub__(self, other): return 0.0
    def __contains__(self, item): return True
    def __iter__(self): return iter([1])
    def __float__(self): return 3.0
    __hash__ = None
class Claim:
    @property
    def __class__(self): return int
liar = Liar()
claim = Claim()
def stop(): raise StopIteration
def leave(): raise SystemExit(0)
class Odd(Exception):
    def __str__(self): raise RuntimeError
def odd(): raise Odd
values = [1, 2]
import numpy as np
class Shifting:
    # Another answer to every question.
    asked = 0
    size = 3
    def _next(self, values):
        Shifting.asked += 1
        return values[Shifting.asked % len(values)]
    def __array__(self, dtype=None, copy=None):
        return np.array(self._next([np.nan, 0.0, 0.0]))
    def __len__(self):
        return self.size
    def __iter__(self):
        return iter(())
    def __float__(self):
        return self._next([1.0, np.nan])
    def grow(self):
        self.size += 1
shifting = Shifting()
class Message:
    __module__, __qualname__ = "email.message", "Message"
class Number:
    __module__, __qualname__ = "numpy", "float64"
claims = [Message(), Number()]
class Fading:
    # Has three layers when they are counted, and none when they are looked at.
    def __init__(self): self.asked = 0
    @property
    def layers(self):
        self.asked += 1
        return [3, 1, 4] if self.asked == 1 else []
    def __getitem__(self, key):
        self.asked += 1
        return [1.0] if self.asked == 1 else []
    def equals(self, other):
        global told
        told = other
        return True
    def __getattr__(self, name):
        return lambda *arguments: True
fading = Fading()
told = None
def many(number):
    return [np.zeros(2048) for _ in range(number)]
class Mute(Exception):
    def __str__(self): raise RuntimeError
    __repr__ = __str__
mute = Mute()
"""


@pytest.fixture
def student(connect: Callable[..., Any]) -> Any:
    return connect(STUDENT)


def test_actions_reach_the_object(student: Any) -> None:
    model = student.get("make")()
    assert model.rate == 0.5
    assert model.double([1, 2]) == [2, 4]
    assert model(1.0) == 1.5
    model.rate = 2.0
    assert model(1.0) == 3.0
    assert model["a"] == 1
    model["b"] = 5
    assert len(model) == 2
    assert list(model) == ["a", "b"]
    del model["b"]
    assert "b" not in model
    assert not hasattr(model, "nothing")
    assert "double" in dir(model)


def test_a_handle_has_the_nearest_library_class(student: Any) -> None:
    model, kind = student.get("make")(), student.get("Model")
    assert isinstance(model, collections.UserDict)
    assert not isinstance(model, int)
    layer = student.get("Layer")
    assert isinstance(kind, type)
    assert isinstance(layer, type)
    assert issubclass(layer, logging.Filter)
    assert not issubclass(layer, logging.Handler)
    assert callable(model)
    assert not callable(student.get("liar"))
    assert inspect.isgenerator(student.get("count")())
    assert list(student.get("count")()) == [0, 1, 2]


def test_an_exception_is_one_of_its_library_class_here(student: Any) -> None:
    with pytest.raises(ValueError, match="rate must be positive") as caught:
        student.get("make")().fail()
    assert isinstance(caught.value, CandidateError)
    assert caught.value.remote_name == "ValueError"
    assert "in fail" in caught.value.remote_traceback
    with raises(ValueError):
        student.get("make")().fail()


@pytest.mark.parametrize("name", ["stop", "leave", "odd"])
def test_an_exception_with_a_meaning_of_its_own_is_only_an_error(student: Any, name: str) -> None:
    """StopIteration must not end a test's loop, SystemExit not its process."""
    function = student.get(name)
    with pytest.raises(CandidateError) as caught:
        all(map(lambda _: function(), [1]))
    assert not isinstance(caught.value, StopIteration | SystemExit)


def test_a_student_decides_nothing(student: Any) -> None:
    liar = student.get("liar")
    assert liar != 3
    assert liar == student.get("liar")
    assert 7 not in liar
    for act in (lambda: bool(liar), lambda: liar < 3, lambda: liar >= 3, lambda: abs(liar - 2.5)):
        with pytest.raises((HandleError, CandidateError, TypeError)):
            act()
    with pytest.raises(TypeError):
        assert not np.allclose(liar, 3.0)


def test_an_expected_value_in_arithmetic_never_reaches_the_student(connect: Any) -> None:
    student = connect(
        "seen = []\n"
        "class Spy:\n"
        "    def __sub__(self, other): seen.append(other); return 0.0\n"
        "    __rsub__ = __eq__ = __lt__ = __contains__ = __sub__\n"
        "    __hash__ = object.__hash__\n"
        "spy = Spy()\n"
    )
    spy = student.get("spy")
    for act in (lambda: spy - 42.5, lambda: 42.5 - spy, lambda: spy < 42.5, lambda: 42.5 in spy):
        with pytest.raises((TypeError, CandidateError)):
            act()
    assert spy != 42.5
    assert student.namespace["seen"] == []


def test_a_claim_to_be_data_is_an_error_of_the_student(student: Any) -> None:
    with pytest.raises(CandidateError):
        student.get("claim")


def test_arithmetic_is_computed_here_on_the_data(connect: Any) -> None:
    student = connect(
        "import numpy as np\n"
        "class Variable:\n"
        "    def __array__(self, dtype=None, copy=None): return np.array([1.0, 2.0])\n"
        "    def __add__(self, other): return 'wrong'\n"
        "v = Variable()\n"
    )
    v = student.get("v")
    assert (v + 1).tolist() == [2.0, 3.0]
    assert (3 - v).tolist() == [2.0, 1.0]
    assert (v * v).tolist() == [1.0, 4.0]
    assert np.asarray(v).tolist() == [1.0, 2.0]
    assert np.allclose(v, [1, 2])


@pytest.mark.parametrize("name", ["interface", "struct", "priority", "ufunc"])
def test_numpy_never_reads_memory_for_a_student(connect: Any, name: str) -> None:
    """An array interface names addresses; NumPy would read them in the examiner's memory."""
    student = connect(
        "class Evil:\n"
        f"    __array_{name}__ = {{'shape': (1,), 'typestr': '<f8', 'data': (1, False)}}\n"
        "evil = Evil()\n"
    )
    assert not hasattr(student.get("evil"), f"__array_{name}__")


def test_objects_are_dropped_when_the_test_drops_them(student: Any) -> None:
    from autograder.examine import agent

    before = len(agent._objects)
    model = student.get("make")()
    assert len(agent._objects) > before
    del model
    assert student.get("values") == [1, 2]
    assert len(agent._objects) == before

    first, second = student.get("liar"), student.get("liar")
    del first
    assert student.get("values") == [1, 2]
    assert float(second) == 3.0  # two handles to one object; one is left


def test_a_probe_runs_beside_the_objects(student: Any) -> None:
    model = student.get("make")()

    def look(x: float) -> dict[str, Any]:
        model.rate = x
        return {"live": type(model).__name__, "value": model(1.0)}

    probe = student.examination.probe(look)
    assert probe(4.0) == {"live": "Model", "value": 5.0}
    assert model.rate == 4.0


def test_a_probe_may_name_the_students_functions_and_classes(student: Any) -> None:
    """Handles to functions say that they are functions; pickling must not believe them."""
    make, kind = student.get("make"), student.get("Model")

    def look() -> bool:
        return isinstance(make(), kind)

    assert student.examination.probe(look)() is True


def test_the_transcript_keeps_questions_and_answers(student: Any) -> None:
    student.examination.begin(5.0)
    student.get("values")
    (entry,) = student.examination.transcript.entries()
    assert entry["op"] == "names"
    assert '"values"' in entry["question"]["tree"]
    assert "[1,2]" in entry["answer"]["tree"]


def test_an_object_answers_once_until_the_test_acts(student: Any) -> None:
    """NumPy fetches an array three times to compare it once."""
    shifting = student.get("shifting")
    for _ in range(3):  # whichever answer comes first
        with pytest.raises(AssertionError):
            np.testing.assert_almost_equal(shifting, 3.0)
        assert np.array_equal(np.asarray(shifting), np.asarray(shifting), equal_nan=True)
        mine = np.asarray(shifting)
        mine[...] = 7
        assert not np.array_equal(np.asarray(shifting), mine, equal_nan=True)
        student.examination.ask("call", student.get("count"), (), {})
    student.examination.begin(5.0)
    assert str(float(shifting)) == str(float(shifting)), "also before any array was asked for"


def test_what_a_test_changes_is_asked_again(student: Any) -> None:
    shifting = student.get("shifting")
    assert len(shifting) == 3
    shifting.size = 5
    assert len(shifting) == 5
    shifting.grow()
    assert len(shifting) == 6


def test_the_length_has_to_be_that_of_the_items(student: Any) -> None:
    wanted = [1.0, 2.0, 3.0]
    shifting = student.get("shifting")
    with pytest.raises(HandleError, match="has length 3, but 0 items"):
        assert len(shifting) == 3 and all(abs(a - b) < 1 for a, b in zip(shifting, wanted))  # noqa: B905, PT018
    student.examination.begin(5.0)
    assert all(abs(a - b) < 1 for a, b in zip(wanted, shifting))  # noqa: B905
    with pytest.raises(HandleError, match="has length 3, but 0 items"):
        len(shifting)


def test_a_class_is_that_of_a_library_only_if_it_stands_there(student: Any) -> None:
    import email.message

    message, number = student.get("claims")
    assert not isinstance(message, email.message.Message)
    assert not isinstance(number, np.float64 | float)
    assert library_classes([["numpy", "float64"], ["collections", "deque"]]) == (collections.deque,)


@pytest.mark.parametrize(
    "name",
    [
        *("numpy.ndarray", "numpy.matrix", "numpy.float64", "numpy.dtype"),
        *("pandas.DataFrame", "pandas.Series", "pandas.RangeIndex", "pandas.Timestamp"),
        *("collections.OrderedDict", "collections.Counter", "enum.IntEnum", "pathlib.PosixPath"),
        *("IPython.utils.text.LSString", "signal.Signals", "time.struct_time"),
    ],
)
def test_what_would_have_arrived_as_data_is_no_class_of_an_object(name: str) -> None:
    """Libraries that see an array or a table in front of them believe what it says of itself."""
    module, _, kind = name.rpartition(".")
    importlib.import_module(module)
    claim = [["pandas", "DataFrame"], [module, kind]]
    assert library_classes(claim) == ()
    assert len(library_classes(claim, of_objects=False)) == 2, "a class may derive from data"


def test_an_attribute_or_item_is_asked_for_once(student: Any) -> None:
    fading = student.get("fading")
    assert len(fading.layers) == 3
    assert fading.layers == [3, 1, 4]
    fading.layers.clear()
    assert fading.layers == [3, 1, 4], "what a test does to an answer stays with the test"
    student.examination.begin(5.0)
    fading.asked = 0
    assert fading[1:] == [1.0]
    assert fading[1:] == [1.0]
    assert fading[[1, 2]] == [], "another question"
    fading.asked = 0
    assert fading[1:] == [1.0]


@pytest.mark.parametrize("name", ["equals", "isin", "issubset", "all", "startswith", "eq"])
def test_an_object_is_not_asked_for_the_verdict(student: Any, name: str) -> None:
    with pytest.raises(HandleError, match=f"cannot call {name} of the "):
        getattr(student.get("fading"), name)
    assert student.get("told") is None


def test_the_transcript_has_a_size(student: Any) -> None:
    """The answers are as long, and as many, as the student likes; the record is not."""
    student.examination.begin(60.0)
    many = student.get("many")
    hashes = set()
    for number in (400, 401):
        student.examination.begin(60.0)
        for _ in range(30):
            many(number)
        entries = student.examination.transcript.entries()
        assert len(json.dumps(entries)) < MAX_TRANSCRIPT_BYTES + 2 * MAX_MESSAGE_BYTES
        assert [entry["op"] for entry in entries[-2:]] == ["call", "omitted"]
        assert len(entries) - 1 + entries[-1]["questions"] == 30
        assert f"{number - 11} more, sha256:" in entries[0]["answer"]["buffers"][-1]
        hashes.add(entries[-1]["sha256"])
    assert len(hashes) == 2, "the hash is of what was answered"


@pytest.mark.parametrize("answer", [5, None, [[1]], "x"])
def test_names_that_are_no_dictionary_are_the_candidates_error(
    student: Any, monkeypatch: pytest.MonkeyPatch, answer: Any
) -> None:
    monkeypatch.setattr("sys.stdout", io.StringIO())
    monkeypatch.setattr("sys.stderr", io.StringIO())
    shell = SimpleNamespace(
        user_ns={},
        InteractiveTB=SimpleNamespace(set_mode=lambda mode: None),
        display_formatter=SimpleNamespace(format=lambda *_: ({}, {})),
        set_custom_exc=lambda kinds, show: None,
        ast_transformers=[],
        events=SimpleNamespace(register=lambda *_: None),
    )
    examiner = Examiner(shell, student.examination)
    monkeypatch.setattr(student.examination, "ask", lambda *_: answer)
    report = json.loads(examiner.begin(names=["double"], synchronised=[], seconds=5.0))
    assert (report["ended"], report["error"]["kind"]) == (False, "protocol")
    assert report["error"]["line"] == 0, "before the first line of the test"


def test_an_exception_without_a_text_has_a_report(student: Any) -> None:
    mute = student.get("mute")
    error = AssertionError(mute)
    assert text_of(error) == "(its text cannot be shown)"


def test_sources_of_answers(student: Any) -> None:
    assert student.examination.source_of("q1") == "x = 1"
    with pytest.raises(KeyError, match="q9"):
        student.examination.source_of("q9")
