"""The runner of a command, and what it does about commands that were killed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from autograder.grading.runner import choose_runner
from gpu_runner import slotdir

KILLED = "from gpu_runner import slotdir; print(slotdir.create().path)"


def test_slots_of_killed_commands_are_removed_and_said(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GPU_RUNNER_SOCKETS", str(tmp_path_factory.mktemp("s")))
    own = slotdir.create()
    for _ in range(2):
        subprocess.run([sys.executable, "-c", KILLED], check=True, capture_output=True)
    said: list[str] = []
    for _ in range(2):
        choose_runner("process", trust_submissions=True, say=said.append)
    assert said == ["2 sandboxes of killed commands removed."]
    assert list(slotdir.socket_root().iterdir()) == [own.path]
    own.remove()
