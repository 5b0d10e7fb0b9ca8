"""Control groups of local sandboxes, on folders that look like those of a host."""

from __future__ import annotations

import os
import subprocess

import pytest

from gpu_runner import cgroups, slotdir
from gpu_runner.limits import Limits

LIMITS = Limits(memory_bytes=1 << 30, cpus=1.5)
VERSION_1 = "9:memory:/jobs/one\n5:cpu,cpuacct:/\n3:pids:/\n1:name=systemd:/user\n0::/\n"
VERSION_2 = "0::/user.slice/session-1.scope\n"


def test_version_1_uses_this_process_s_own_groups(tmp_path):
    names = [str(path.relative_to(tmp_path)) for path in cgroups.parents(tmp_path, VERSION_1)]
    assert names == ["memory/jobs/one", "pids", "cpu", "cpuacct"]


def test_version_2_prefers_a_sibling_for_processes_live_in_leaves_only(tmp_path):
    (tmp_path / "cgroup.controllers").touch()
    found = [str(path.relative_to(tmp_path)) for path in cgroups.parents(tmp_path, VERSION_2)]
    assert found == ["user.slice", "user.slice/session-1.scope", "."]
    assert cgroups.parents(tmp_path, "0::/\n") == (tmp_path,)


@pytest.fixture
def host(tmp_path, monkeypatch):
    """Version 2; new folders get the files that the kernel would put there."""
    (tmp_path / "cgroup.controllers").touch()
    monkeypatch.setattr(cgroups, "parents", lambda root: (tmp_path,))
    monkeypatch.setattr(cgroups, "_takes_processes", lambda folder: True)
    files = ["memory.max", "memory.swap.max", "pids.max", "cpu.max", "memory.events"]
    make = cgroups._make

    def made(folder, values):
        result = make(folder, values)
        for name in files:
            (folder / name).touch()
        return result

    monkeypatch.setattr(cgroups, "_make", made)
    return tmp_path, files


def test_limits_are_written(host):
    root, _ = host
    group = cgroups.create(LIMITS, pids=80, root=root)
    assert group.limited == {"memory", "pids", "cpu"}
    [folder] = set(group.folders.values())
    written = {name: (folder / name).read_text() for name in ("memory.max", "pids.max", "cpu.max")}
    assert written == {"memory.max": str(1 << 30), "pids.max": "80", "cpu.max": "150000 100000"}
    assert (folder / "memory.swap.max").read_text() == "0"
    assert group.places() == ((folder, "/sys/fs/cgroup"),)
    assert group.members == (folder / "cgroup.procs",)


def test_a_controller_that_is_missing_is_not_promised(host):
    root, files = host
    files[:] = ["pids.max"]
    group = cgroups.create(LIMITS, pids=80, root=root)
    assert group.limited == {"pids"}


def test_a_group_that_takes_no_process_is_no_group(host, monkeypatch):
    root, files = host
    files.clear()
    monkeypatch.setattr(cgroups, "_takes_processes", lambda folder: False)
    group = cgroups.create(LIMITS, pids=80, root=root)
    assert group == cgroups.ControlGroup()
    assert not list(root.glob("gpu-runner-*"))


@pytest.mark.parametrize(
    ("events", "expected"),
    [("max 3\noom_kill 1\n", True), ("max 0\noom_kill 1\n", False), ("max 3\noom_kill 0\n", False)],
)
def test_only_hunger_of_its_own_is_out_of_memory(tmp_path, events, expected):
    (tmp_path / "memory.events").write_text(events)
    group = cgroups.ControlGroup(folders={"memory": tmp_path}, unified=True)
    assert group.out_of_memory() is expected


@pytest.mark.parametrize(("peak", "expected"), [(1 << 30, True), (1 << 20, False)])
def test_version_1_compares_the_peak_with_the_limit(tmp_path, peak, expected):
    (tmp_path / "memory.oom_control").write_text("oom_kill_disable 0\nunder_oom 0\noom_kill 1\n")
    (tmp_path / "memory.max_usage_in_bytes").write_text(f"{peak}\n")
    (tmp_path / "memory.limit_in_bytes").write_text(f"{1 << 30}\n")
    group = cgroups.ControlGroup(folders={"memory": tmp_path})
    assert group.out_of_memory() is expected


def test_no_group_is_never_out_of_memory():
    group = cgroups.ControlGroup()
    assert (group.limited, group.members, group.places()) == (frozenset(), (), ())
    assert not group.out_of_memory()
    group.remove()


def test_groups_of_dead_owners_are_found(host):
    root, _ = host
    mine = cgroups.create(LIMITS, pids=80, root=root)
    with subprocess.Popen(["sleep", "60"]) as process:
        mark = slotdir.owner_mark(process.pid).replace(" ", "-")
        process.kill()
    dead = root / f"gpu-runner-{mark}-00aa11bb"
    dead.mkdir()
    (root / "gpu-runner-strange.service").mkdir()
    assert mine.limited
    assert list(cgroups.abandoned(root)) == [dead]
    assert not slotdir.owner_alive(mark.replace("-", " "))
    assert slotdir.owner_alive(slotdir.owner_mark(os.getpid()))


def test_what_this_host_supports_is_real():
    """Whatever is promised can be made, and nothing of it stays."""
    supported = cgroups.supported()
    group = cgroups.create(LIMITS, pids=80)
    try:
        assert group.limited == supported
        assert all(path.exists() for path in group.members)
    finally:
        group.remove()
    assert not any(folder.exists() for folder in group.folders.values())
