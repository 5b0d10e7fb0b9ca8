"""An owner that dies without a goodbye leaves nothing that runs, and nothing that stays."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

from gpu_runner import cgroups
from gpu_runner.cleanup import cleanup

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


def test_a_killed_owner_s_sandbox_ends_and_is_cleaned_up(backend, tmp_path, monkeypatch, request):
    tmp_path.chmod(0o700)
    # Short: sockets have short paths.
    sockets = Path(f"/tmp/gr-{tmp_path.parent.name}-{backend.name}")
    sockets.mkdir(mode=0o700)
    request.addfinalizer(lambda: sockets.rmdir())
    monkeypatch.setenv("GPU_RUNNER_SOCKETS", str(sockets))
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, backend.name],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as owner:
        folder = Path(owner.stdout.readline().strip())
        client = backend.client if backend.name == "docker" else None
        assert cleanup(client).folders == [], "the owner is alive"
        assert folder.is_dir()
        owner.send_signal(signal.SIGKILL)
        owner.wait(10)
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
