"""A seat keeps its slots from one examination to the next, and replaces them when one fails."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from autograder.errors import SubmissionError
from autograder.examine.kernels import SandboxLost
from autograder.grading import slots
from autograder.grading.slots import Seat, number_of_jobs
from gpu_runner.errors import SlotFailed
from gpu_runner.limits import Limits


class _Engine:
    """Counts pairs; what happens in an examination is said by `ends`, in order."""

    def __init__(self, *ends: Exception | str) -> None:
        self.ends = iter(ends)
        self.opened: list[int] = []
        self.closed: list[int] = []
        self.used: list[int] = []

    @contextlib.contextmanager
    def open_pair(self, *_: Any) -> Iterator[Any]:
        number = len(self.opened)
        self.opened.append(number)
        try:
            yield SimpleNamespace(
                number=number, candidate=SimpleNamespace(environment={"number": number})
            )
        finally:
            self.closed.append(number)

    async def examine(self, pair: Any, *_: Any, **__: Any) -> str:
        self.used.append(pair.number)
        end = next(self.ends)
        if isinstance(end, Exception):
            raise end
        return end


@pytest.fixture
def seated(monkeypatch: pytest.MonkeyPatch) -> Any:
    def make(*ends: Exception | str) -> tuple[_Engine, Seat]:
        engine = _Engine(*ends)
        monkeypatch.setattr(slots, "open_pair", engine.open_pair)
        monkeypatch.setattr(slots, "examine", engine.examine)
        return engine, Seat(*[None] * 4)  # type: ignore[arg-type]

    return make


async def _examine(seat: Seat, times: int) -> list[Any]:
    found: list[Any] = []
    for _ in range(times):
        try:
            found.append(await seat.examine(None, None, seed=1))  # type: ignore[arg-type]
        except Exception as error:  # noqa: BLE001 - it is what the test compares
            found.append(error)
    return found


def test_one_pair_serves_many_examinations(seated):
    engine, seat = seated("a", "b", "c")
    assert engine.opened == []
    assert seat.environment == {}
    assert asyncio.run(_examine(seat, 3)) == ["a", "b", "c"]
    assert (engine.opened, engine.closed, engine.used) == ([0], [], [0, 0, 0])
    assert seat.environment == {"number": 0}
    asyncio.run(seat.close())
    assert engine.closed == [0]
    assert seat.environment == {}


@pytest.mark.parametrize(
    "failure", [SandboxLost("gone"), SlotFailed("no memory"), RuntimeError("a bug")]
)
def test_slots_are_given_up_after_a_failure(seated, failure):
    engine, seat = seated("a", failure, "b")
    assert asyncio.run(_examine(seat, 3)) == ["a", failure, "b"]
    assert (engine.opened, engine.closed, engine.used) == ([0, 1], [0], [0, 0, 1])


def test_slots_stay_when_a_notebook_cannot_be_examined(seated):
    problem = SubmissionError("two cells with one id")
    engine, seat = seated(problem, "b")
    assert asyncio.run(_examine(seat, 2)) == [problem, "b"]
    assert (engine.opened, engine.closed) == ([0], [])


def test_a_seat_can_be_closed_twice_and_used_again(seated):
    engine, seat = seated("a", "b")

    async def use() -> list[Any]:
        await seat.close()
        first = await _examine(seat, 1)
        await seat.close()
        await seat.close()
        return first + await _examine(seat, 1)

    assert asyncio.run(use()) == ["a", "b"]
    assert (engine.opened, engine.closed) == ([0, 1], [0])


def test_slots_that_open_while_the_examination_is_cancelled_are_closed(monkeypatch):
    entered, go_on = threading.Event(), threading.Event()
    closed = []

    @contextlib.contextmanager
    def slow_pair(*_: Any) -> Iterator[Any]:
        entered.set()
        go_on.wait(10)
        try:
            yield SimpleNamespace()
        finally:
            closed.append(True)

    monkeypatch.setattr(slots, "open_pair", slow_pair)

    async def interrupt() -> None:
        seat = Seat(*[None] * 4)  # type: ignore[arg-type]
        examining = asyncio.create_task(seat.examine(None, None, seed=1))  # type: ignore[arg-type]
        await asyncio.to_thread(entered.wait, 10)
        examining.cancel()
        await asyncio.wait([examining])
        closing = asyncio.create_task(seat.close())
        await asyncio.sleep(0)
        go_on.set()
        await closing

    asyncio.run(interrupt())
    assert closed == [True]


@pytest.mark.parametrize(
    ("gpu", "devices", "wanted", "jobs"),
    [(True, 1, 8, 1), (True, 2, 8, 2), (True, 0, 8, 8), (False, 1, 8, 8), (True, 4, 2, 2)],
)
def test_no_more_jobs_than_gpus(monkeypatch, gpu, devices, wanted, jobs):
    """A job keeps its GPU: the second of two would fail one submission after the other."""
    monkeypatch.setattr(slots.gpus, "available", lambda: [object()] * devices)
    assignment = SimpleNamespace(gpu=gpu, limits=Limits())
    assert number_of_jobs(assignment, wanted) == jobs


def test_jobs_share_the_memory_with_their_examiners(monkeypatch):
    monkeypatch.setattr("os.cpu_count", lambda: 64)
    pages = {"SC_PAGE_SIZE": 1, "SC_PHYS_PAGES": 24 << 30}
    monkeypatch.setattr("os.sysconf", pages.__getitem__)
    limits = replace(Limits(), memory_bytes=2 << 30, cpus=1)
    assert number_of_jobs(SimpleNamespace(gpu=False, limits=limits), None) == 4
