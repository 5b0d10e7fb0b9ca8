from __future__ import annotations

import os

import pytest

from gpu_runner.guest import cgroup
from gpu_runner.guest.children import Child, Scratch

BEFORE = cgroup.Counters(
    oom_kills=1,
    full=3,
    refused_forks=0,
    cpu_seconds=1.0,
    memory_bytes=1000,
    peak_memory_bytes=5000,
    processes=4,
    peak_processes=50,
)
"""Of a slot that has seen other kernels."""


def write(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_version_2(tmp_path):
    write(
        tmp_path,
        {
            "cgroup.controllers": "cpu memory pids",
            "memory.events": "low 0\nhigh 0\nmax 7\noom 1\noom_kill 2\n",
            "memory.current": "1000\n",
            "memory.peak": "5000\n",
            "pids.events": "max 3\n",
            "pids.current": "12\n",
            "pids.peak": "61\n",
            "cpu.stat": "usage_usec 2500000\nuser_usec 1\n",
        },
    )
    assert cgroup.read(tmp_path) == cgroup.Counters(2, 1, 3, 2.5, 1000, 5000, 12, 61)


def test_version_2_of_an_older_kernel_has_no_peak(tmp_path):
    write(tmp_path, {"cgroup.controllers": "memory", "memory.events": "max 9\noom 0\noom_kill 0\n"})
    found = cgroup.read(tmp_path)
    assert found.full == 0
    assert found.peak_memory_bytes is None
    assert found.refused_forks is None


def test_version_1(tmp_path):
    write(
        tmp_path,
        {
            "memory/memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 4\n",
            "memory/memory.limit_in_bytes": f"{100 << 20}\n",
            "memory/memory.max_usage_in_bytes": f"{99 << 20}\n",
            "memory/memory.usage_in_bytes": "17\n",
            "pids/pids.events": "max 1\n",
            "pids/pids.current": "9\n",
            "cpuacct/cpuacct.usage": "1500000000\n",
        },
    )
    assert cgroup.read(tmp_path) == cgroup.Counters(4, 1, 1, 1.5, 17, 99 << 20, 9, None)


def test_a_host_that_tells_nothing_gives_nothing(tmp_path):
    assert cgroup.read(tmp_path) == cgroup.UNKNOWN
    assert set(cgroup.UNKNOWN) == {None}


def test_only_what_a_kernel_did_itself_fills_its_memory():
    """Earlier kernels of the slot may have filled it: the host's hunger is not this one's."""
    before = BEFORE
    for now, was_full in ((before, False), (before._replace(full=4), True)):
        child = Child(0, "namespaces", before)
        child.now = now
        assert child.report()["was_full"] is was_full
    silent = Child(0, "namespaces", cgroup.UNKNOWN)
    assert silent.report()["was_full"] is None


@pytest.mark.parametrize(
    ("now", "sampled", "memory", "processes"),
    [
        # The counters have risen since: they tell.
        ({"peak_memory_bytes": 9000, "peak_processes": 60}, 7, 9000, 56),
        # They have not: earlier kernels used more, and only the samples are this one's.
        ({}, 7, 7, 3),
        # The host has no such counters.
        ({"peak_memory_bytes": None, "peak_processes": None}, 7, 7, 3),
        # Nor anything to sample.
        ({"peak_memory_bytes": None, "peak_processes": None}, 0, None, None),
    ],
)
def test_a_peak_is_of_this_kernel(now, sampled, memory, processes):
    child = Child(0, "namespaces", BEFORE)
    child.now = BEFORE._replace(**now)
    child.sampled_peak = child.sampled_processes = sampled
    report = child.report()
    assert (report["peak_memory_bytes"], report["peak_processes"]) == (memory, processes)


def test_the_most_that_was_seen_on_disk_stays(monkeypatch):
    """Both places count, what was deleted counts, and an open directory is closed at the end."""
    used = {}
    blocks = 100

    def statvfs(place):
        return os.statvfs_result((512, 4096, blocks, blocks - used[place], 0, 0, 0, 0, 0, 255))

    closed = []
    monkeypatch.setattr(os, "statvfs", statvfs)
    monkeypatch.setattr(os, "close", closed.append)
    scratch = Scratch([5, "/tmp"])
    for written in ({5: 1, "/tmp": 2}, {5: 30, "/tmp": 4}, {5: 0, "/tmp": 4}):
        used.update(written)
        scratch.sample()
    scratch.close()
    scratch.sample()
    assert scratch.peak_bytes == 34 * 4096
    assert closed == [5]


def test_without_a_place_to_look_at_nothing_is_known_of_the_disk():
    scratch = Scratch()
    scratch.sample()
    assert scratch.peak_bytes is None
