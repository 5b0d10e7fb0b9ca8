"""What a kernel's outputs and a busy event loop may not do; whole kernels run in other tests."""

from __future__ import annotations

import asyncio
import time

import nbformat
import pytest

from autograder.examine.kernels import _Client, _wait

PRINT = {
    "msg_type": "stream",
    "header": {"msg_type": "stream"},
    "parent_header": {"msg_id": "1"},
    "content": {"name": "stdout", "text": "x" * 100},
    "buffers": [],
}


@pytest.mark.parametrize("trusted", [True, False])
def test_only_students_are_stopped_by_their_output(trusted: bool) -> None:
    """Of what the grader's own code prints the rest is dropped: no test may fail by it."""
    cell = nbformat.v4.new_code_cell()
    client = _Client(nbformat.v4.new_notebook(cells=[cell]), 150, trusted=trusted)
    client.clear_before_next_output = False  # as nbclient sets it when a cell begins
    for _ in range(3):
        client._count(PRINT)
        client.process_message(dict(PRINT), cell, 0)
    assert client.flooded.is_set() is not trusted
    assert "".join(output["text"] for output in cell.outputs) == "x" * 100


@pytest.mark.parametrize(("needs", "done"), [(0.3, True), (5.0, False)])
def test_a_wait_gives_back_the_time_that_was_lost(needs: float, done: bool) -> None:
    """All examinations share a thread; who held it up is not the one that is waited for."""

    async def held_up() -> tuple[bool, float]:
        task = asyncio.create_task(asyncio.sleep(needs))
        started = time.monotonic()
        asyncio.get_running_loop().call_soon(time.sleep, 0.6)
        await _wait({task}, 0.2)
        seconds = time.monotonic() - started
        was_done = task.done()
        task.cancel()
        return was_done, seconds

    was_done, seconds = asyncio.run(held_up())
    assert was_done is done
    assert seconds < 2


def test_a_wait_ends_in_time() -> None:
    async def undisturbed() -> float:
        task = asyncio.create_task(asyncio.sleep(5))
        started = time.monotonic()
        await _wait({task}, 0.2)
        task.cancel()
        return time.monotonic() - started

    assert 0.2 <= asyncio.run(undisturbed()) < 1
