from __future__ import annotations

from gpu_runner.guest import cgroup


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
