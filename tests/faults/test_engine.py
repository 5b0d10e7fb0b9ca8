"""Faults of a real Docker engine and its containers, in the middle of a real batch.

The engine is everybody's, so it is not stopped: a proxy before it fails instead. Containers and
graders are killed for good.
"""

from __future__ import annotations

import contextlib
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docker
import pytest

from autograder.errors import IncompleteError
from autograder.gradebook.values import RunRow
from autograder.results import Status
from gpu_runner import cleanup, slotdir
from gpu_runner.container import LABEL, OWNER_LABEL, session_owner
from gpu_runner.docker_backend import DEFAULT_HOST
from tests.autograder.grading.conftest import GOOD, Demo, require
from tests.faults.conftest import TIMES, dice
from tests.faults.engine_proxy import EngineProxy, proxied
from tests.faults.grader import RealOrder, finish, start
from tests.faults.ledger import Ledger

pytestmark = pytest.mark.docker
SCORES = {"ada": 4.0, "bob": 3.0, "cyd": 1.0, "dan": 0.0}
ANSWERS = {
    "ada": GOOD,
    "bob": {**GOOD, "q2": "def triple(x):\n    return 2 * x"},
    "cyd": {"q1": "def double(x):\n    raise ValueError", "q2": GOOD["q2"]},
    "dan": {"q1": "import os\nos._exit(0)"},
}
"""The last one ends its process by itself, which is no fault of the engine."""
HOST = os.environ.get("DOCKER_HOST") or DEFAULT_HOST
ENGINE = Path(HOST.removeprefix("unix://"))


class _RealLedger(Ledger):
    """Checks the scores of submissions that were really examined."""

    def _check_points(self, run: RunRow) -> None:
        if run.status is Status.NOT_GRADED:
            assert run.results == ()
        else:
            score = sum(result.points or 0.0 for result in run.results)
            assert score == SCORES[run.student], run.student


@pytest.fixture
def course(copy_course: Callable[[str], Demo]) -> Demo:
    require("docker")
    demo = copy_course("course")
    for student, answers in ANSWERS.items():
        demo.submit(student, answers)
    return demo


@pytest.fixture
def client() -> Iterator[Any]:
    require("docker")
    with contextlib.closing(docker.from_env()) as connected:
        yield connected


def own_containers(client: Any, owner: str) -> list[Any]:
    """All containers of one grader."""
    labels = [LABEL, f"{OWNER_LABEL}={session_owner(owner)}"]
    found: list[Any] = client.containers.list(
        all=True, filters={"label": labels}, ignore_removed=True
    )
    return found


def check_all(client: Any, ledger: Ledger, owners: list[str]) -> None:
    """Nothing of dead graders is left after a cleaning, and the ledger holds."""
    cleanup.cleanup(client)
    for owner in owners:
        assert own_containers(client, owner) == [], "a container is left"
    ledger.check()


def finish_well(client: Any, ledger: Ledger) -> None:
    """The same command, undisturbed, completes the batch."""
    process = start(RealOrder(ledger.course.root, HOST))
    owner = slotdir.owner_mark(process.pid)
    assert finish(process, seconds=240) == 0, (ledger.course.root / "grader.log").read_text()
    assert own_containers(client, owner) == [], "not even without a cleaning"
    check_all(client, ledger, [owner])
    ledger.check_complete()


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[EngineProxy]:
    with proxied(tmp_path, ENGINE, random.Random(0), 0.0) as running:
        yield running


@pytest.mark.parametrize("number", range(TIMES))
def test_requests_that_fail(number: int, course: Demo, client: Any, tmp_path: Path) -> None:
    """One request of six is answered late, with an error, by half, or not at all."""
    ledger = _RealLedger(course.root)
    with proxied(tmp_path, ENGINE, dice(f"engine {number}"), 1 / 6) as proxy:
        process = start(RealOrder(course.root, f"unix://{proxy.path}"))
        owner = slotdir.owner_mark(process.pid)
        code = finish(process, seconds=240)
    # 1: the first request of all failed, and nothing was begun.
    assert code in (0, 1, IncompleteError.exit_code), (course.root / "grader.log").read_text()
    assert proxy.injected
    print(f"faults injected: {len(proxy.injected)}, {Counter(f.value for f in proxy.injected)}")
    check_all(client, ledger, [owner])
    finish_well(client, ledger)


def test_engine_that_is_gone_for_seconds(course: Demo, client: Any, proxy: EngineProxy) -> None:
    """It goes when the batch has two containers, which die with it; the batch waits for it."""
    ledger = _RealLedger(course.root)
    process = start(RealOrder(course.root, f"unix://{proxy.path}"))
    owner = slotdir.owner_mark(process.pid)
    containers = _wait_for(lambda: own_containers(client, owner), 2)
    proxy.down = True
    for container in containers:
        _kill(container)
    time.sleep(3)
    proxy.down = False
    assert finish(process, seconds=240) == 0, (course.root / "grader.log").read_text()
    assert proxy.injected
    check_all(client, ledger, [owner])
    ledger.check_complete()


@pytest.mark.parametrize("number", range(TIMES))
def test_containers_that_are_killed(number: int, course: Demo, client: Any) -> None:
    """Three containers, at random moments, by SIGKILL."""
    chance = dice(f"containers {number}")
    ledger = _RealLedger(course.root)
    process = start(RealOrder(course.root, HOST))
    owner = slotdir.owner_mark(process.pid)
    for _ in range(3):
        containers = _wait_for(lambda: own_containers(client, owner), 1, while_alive=process)
        time.sleep(chance.uniform(0, 1.5))
        if containers:
            _kill(chance.choice(containers))
    code = finish(process, seconds=240)
    assert code in (0, IncompleteError.exit_code), (course.root / "grader.log").read_text()
    print(f"exit code of the grader: {code}")
    check_all(client, ledger, [owner])


@pytest.mark.parametrize("number", range(TIMES))
def test_graders_that_are_killed(number: int, course: Demo, client: Any) -> None:
    """A grader, and the next that goes on where it stopped, each at a random moment."""
    chance = dice(f"graders {number}")
    ledger = _RealLedger(course.root)
    owners = []
    for _ in range(2):
        process = start(RealOrder(course.root, HOST))
        owners.append(slotdir.owner_mark(process.pid))
        finish(process, kill_after=chance.uniform(0.5, 5))
        check_all(client, ledger, owners)
    finish_well(client, ledger)


def _wait_for(look: Callable[[], list[Any]], count: int, while_alive: Any = None) -> list[Any]:
    deadline = time.monotonic() + 60
    while len(found := look()) < count and time.monotonic() < deadline:
        if while_alive is not None and not while_alive.is_alive():
            break
        time.sleep(0.05)
    return found


def _kill(container: Any) -> None:
    """Kill a container, unless it is gone already."""
    with contextlib.suppress(docker.errors.APIError):
        container.kill()
