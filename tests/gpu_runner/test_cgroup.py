from __future__ import annotations

from gpu_runner.guest import cgroup
from gpu_runner.guest.children import Child


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
            "cpu.stat": "usage_usec 2500000\nuser_usec 1\n",
        },
    )
    assert cgroup.read(tmp_path) == cgroup.Counters(2, 1, 3, 2.5, 1000, 5000)


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
            "cpuacct/cpuacct.usage": "1500000000\n",
        },
    )
    assert cgroup.read(tmp_path) == cgroup.Counters(4, 1, 1, 1.5, 17, 99 << 20)


def test_a_host_that_tells_nothing_gives_nothing(tmp_path):
    assert cgroup.read(tmp_path) == cgroup.Counters(None, None, None, None, None, None)


def test_only_what_a_kernel_did_itself_fills_its_memory():
    """Earlier kernels of the slot may have filled it: the host's hunger is not this one's."""
    before = cgroup.Counters(1, 3, 0, 1.0, 1000, 5000)
    for now, was_full in ((before, False), (before._replace(full=4), True)):
        child = Child(0, "namespaces", before)
        child.now = now
        assert child.report()["was_full"] is was_full
    silent = Child(0, "namespaces", cgroup.Counters(None, None, None, None, None, None))
    assert silent.report()["was_full"] is None
