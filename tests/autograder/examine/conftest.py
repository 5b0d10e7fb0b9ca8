"""An examiner and a candidate in one process, joined without sockets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from autograder.examine import agent as agent_module
from autograder.examine.agent import Agent
from autograder.examine.examiner import Examination
from autograder.examine.wire_types import Message


class DirectChannel:
    """Stands in for `channel.Channel`: the answer comes straight from an agent."""

    def __init__(self, agent: Agent) -> None:
        self.agent = agent
        self.forgotten: list[int] = []
        self.deadline = float("inf")

    def forget(self, number: int) -> None:
        self.forgotten.append(number)

    def ask(self, op: str, message: Message) -> Message:
        agent_module.forget(self.forgotten)
        self.forgotten = []
        return self.agent.answer(op, message)

    def close(self) -> None:
        pass


@pytest.fixture
def connect() -> Callable[..., Any]:
    """`connect(source)` runs student code; `.get(name)` is how a test sees what it defined."""

    class Connection:
        def __init__(self, source: str) -> None:
            self.namespace: dict[str, Any] = {"__name__": "__main__"}
            exec(source, self.namespace)
            channel: Any = DirectChannel(Agent(self.namespace))
            self.examination = Examination(channel, seed=7, sources={"q1": "x = 1"})

        def get(self, name: str) -> Any:
            return self.examination.ask("names", [name])[name]

    return Connection
