"""`kill -9` of the grader at any moment: what it stored stays, the rest is graded by the next."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.errors import IncompleteError
from autograder.grading.templates import Materials
from tests.autograder.grading.conftest import Demo
from tests.faults.conftest import TIMES, dice
from tests.faults.grader import Order, Script, finish, start
from tests.faults.ledger import Ledger

POINTS = 620
"""Steps of a batch that leave a trace; a kill drawn beyond them lets the batch end."""
KILLED = -9


@pytest.mark.parametrize("number", range(6 * TIMES))
def test_of_a_grader_at_a_step(
    number: int, copy_course: Callable[[str], Demo], materials: Materials
) -> None:
    """Up to eight kills in a row, each at a step of its own, then one that may end."""
    chance = dice(f"step {number}")
    demo = copy_course("course")
    ledger = Ledger(demo.root)
    codes = []
    for turn in range(8):
        script = Script(chance.randrange(1000), share=0.1, log=ledger.log)
        at = chance.randrange(1, POINTS if turn < 3 else POINTS // 3)
        codes.append(finish(start(Order(demo.root, script, killed_at=at, materials=materials))))
        ledger.check()
    assert set(codes) <= {KILLED, 0, IncompleteError.exit_code}
    assert KILLED in codes
    assert finish(start(Order(demo.root, Script(log=ledger.log), materials=materials))) == 0
    ledger.check()
    ledger.check_complete()


@pytest.mark.parametrize("number", range(2 * TIMES))
def test_of_the_whole_command_at_any_time(number: int, copy_course: Callable[[str], Demo]) -> None:
    """Also while it builds, migrates the gradebook or writes pages, and inside a system call."""
    chance = dice(f"time {number}")
    demo = copy_course("course")
    ledger = Ledger(demo.root)
    for _ in range(6):
        process = start(Order(demo.root, Script(log=ledger.log)))
        finish(process, kill_after=chance.uniform(0, 0.5))
        ledger.check()
    assert finish(start(Order(demo.root, Script(log=ledger.log)))) == 0
    ledger.check()
    ledger.check_complete()
    pages = demo.root / ".autograder" / "reports" / "demo"
    assert (pages / "index.html").read_text().rstrip().endswith("</html>")


@pytest.mark.parametrize("number", range(4 * TIMES))
def test_of_one_of_two_graders_of_one_gradebook(
    number: int, copy_course: Callable[[str], Demo], materials: Materials
) -> None:
    chance = dice(f"two {number}")
    demo = copy_course("course")
    ledger = Ledger(demo.root)
    # Both examine what neither has stored yet; the first to store it counts.
    orders = [
        Order(demo.root, Script(), killed_at=at, materials=materials)
        for at in (chance.randrange(1, POINTS), None)
    ]
    first, second = map(start, orders)
    assert finish(second) == 0
    assert finish(first) in (KILLED, 0)
    ledger.check()
    ledger.check_complete()
