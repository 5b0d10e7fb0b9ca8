"""An owner that dies without a goodbye leaves nothing that runs, and nothing that stays."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from gpu_runner import cgroups
from gpu_runner.cleanup import cleanup, remove_slots

OWNER = """
import sys, time
from gpu_runner.backends import choose_backend
from gpu_runner.limits import Limits
from gpu_runner.sandbox import SlotSpec
backend = choose_backend(sys.argv[1], trust_submissions=True)
slot = backend.open_slot(SlotSpec(limits=Limits(memory_bytes=1 << 30)))
slot.start_kernel({})
print(slot.directory.path, flush=True)
time.sleep(600)
"""


def until(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


def running(word: str) -> list[str]:
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and word.encode() in (entry / "cmdline").read_bytes():
                found.append(entry.name)
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    return found


@pytest.fixture
def sockets(tmp_path, monkeypatch, backend):
    """The runner's folder for this test alone."""
    tmp_path.chmod(0o700)
    # Short: sockets have short paths.
    folder = Path(f"/tmp/gr-{tmp_path.parent.name}-{backend.name}")
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("GPU_RUNNER_SOCKETS", str(folder))
    yield folder
    folder.rmdir()


@contextmanager
def owner_of_a_slot(backend):
    """A process with an open slot, and the slot's folder; killed at the end."""
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, backend.name],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as owner:
        yield owner, Path(owner.stdout.readline().strip())
        owner.send_signal(signal.SIGKILL)
        owner.wait(10)


def test_a_killed_owner_s_sandbox_ends_and_is_cleaned_up(backend, sockets):
    client = backend.client if backend.name == "docker" else None
    with owner_of_a_slot(backend) as (owner, folder):
        assert cleanup(client).folders == [], "the owner is alive"
        assert folder.is_dir()
    if client is None:
        assert until(lambda: not running(folder.name)), running(folder.name)
    else:
        label = {"label": f"gpu-runner.slot={folder.name}"}
        assert until(lambda: not client.containers.list(filters=label))
        assert len(client.containers.list(all=True, filters=label)) == 1
    removed = cleanup(client)
    assert removed.folders == [str(folder)]
    assert not [group for group in cgroups.abandoned() if f"-{owner.pid}-" in group.name]
    if client is not None:
        assert [name for name in removed.containers if folder.name in name]
        assert client.containers.list(all=True, filters=label) == []


def test_the_next_command_removes_the_slots_of_dead_owners_only(backend, sockets):
    client = backend.client if backend.name == "docker" else None
    with owner_of_a_slot(backend) as (_, alive):
        with owner_of_a_slot(backend) as (killed, dead):
            assert remove_slots(client) == 0
        assert remove_slots(client) == 1
        assert alive.is_dir()
        assert not dead.exists()
        assert not [group for group in cgroups.abandoned() if f"-{killed.pid}-" in group.name]
        if client is not None:
            names = [c.name for c in client.containers.list(all=True) if dead.name in c.name]
            assert names == []
            assert client.containers.list(filters={"label": f"gpu-runner.slot={alive.name}"})
    assert remove_slots(client) == 1
