"""The launcher between fork and exec."""

from __future__ import annotations

import subprocess
import sys

from gpu_runner import launcher

PRINT = """
import os, resource
print(resource.getrlimit(resource.RLIMIT_DATA)[0], len(os.sched_getaffinity(0)),
      open("/proc/self/oom_score_adj").read().strip(), os.environ["MARK"])
"""


def launch(plan, *command):
    return subprocess.run(
        [sys.executable, "-I", "-S", launcher.__file__, plan, *command],
        capture_output=True,
        text=True,
        env={"MARK": "kept"},
        check=False,
    )


def test_limits_hold_for_the_program_that_it_becomes():
    plan = launcher.plan(memory_bytes=1 << 30, cpus=1)
    done = launch(plan, sys.executable, "-c", PRINT)
    assert done.stdout.split() == [str(1 << 30), "1", str(launcher.OOM_SCORE), "kept"], done.stderr


def test_groups_are_entered_first(tmp_path):
    members = tmp_path / "cgroup.procs"
    members.touch()
    done = launch(launcher.plan(groups=[members]), "/bin/echo", "started")
    assert (done.stdout, members.read_text()) == ("started\n", "0")


def test_without_its_group_nothing_starts(tmp_path):
    done = launch(launcher.plan(groups=[tmp_path / "none" / "cgroup.procs"]), "/bin/echo", "x")
    assert (done.returncode, done.stdout) == (1, "")
    assert "cgroup.procs" in done.stderr


def test_processors_are_picked_round_robin():
    assert launcher.choose({0, 1, 2, 3}, 9) == {0, 1, 2, 3}
    assert len(launcher.choose({4, 5, 6}, 2)) == 2
    assert launcher.choose({4, 5, 6}, 2) <= {4, 5, 6}
