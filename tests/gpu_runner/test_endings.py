"""Whose fault was it? The verdict of a student depends on this table."""

from __future__ import annotations

import pytest

from gpu_runner.endings import Evidence, classify, reached
from gpu_runner.limits import Limits
from gpu_runner.sandbox import EndReason, Usage


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"status": 0}, EndReason.EXITED),
        ({"status": 3}, EndReason.DIED),
        ({"status": -11}, EndReason.DIED),
        ({"status": -9, "killed_by_caller": True}, EndReason.KILLED),
        # Nobody inside a process namespace can send SIGKILL to its first process ...
        ({"status": -9}, EndReason.LOST),
        # ... without one, anybody can.
        ({"status": -9, "isolated": False}, EndReason.DIED),
        ({"status": -9, "oom_kills": 1}, EndReason.OUT_OF_MEMORY),
        ({"status": -9, "oom_kills": 1, "was_full": True}, EndReason.OUT_OF_MEMORY),
        # The machine ran out of memory, not the sandbox: not the student's fault.
        ({"status": -9, "oom_kills": 1, "was_full": False}, EndReason.LOST),
        # A kernel that hangs because its workers were killed is killed for the time limit.
        ({"status": -9, "oom_kills": 2, "killed_by_caller": True}, EndReason.OUT_OF_MEMORY),
        ({"status": -9, "refused_forks": 5}, EndReason.TOO_MANY_PROCESSES),
        ({"status": -6, "refused_forks": 1}, EndReason.TOO_MANY_PROCESSES),
        (
            {"status": -9, "refused_forks": 1, "killed_by_caller": True},
            EndReason.TOO_MANY_PROCESSES,
        ),
        ({"status": -9, "refused_forks": 9, "oom_kills": 1}, EndReason.OUT_OF_MEMORY),
        # It ended well by itself, whatever happened to its children.
        ({"status": 0, "oom_kills": 1, "refused_forks": 1}, EndReason.EXITED),
        ({"status": None}, EndReason.LOST),
        ({"status": None, "sandbox_alive": False}, EndReason.LOST),
        ({"status": -9, "sandbox_alive": False, "oom_kills": 1}, EndReason.LOST),
        (
            {"status": None, "sandbox_alive": False, "sandbox_out_of_memory": True},
            EndReason.OUT_OF_MEMORY,
        ),
        ({"status": 0, "left": (17,)}, EndReason.LOST),
        ({"status": -9, "left": (17, 18), "killed_by_caller": True}, EndReason.LOST),
    ],
)
def test_classify(facts, reason):
    ending = classify(Evidence(**facts))
    assert ending.reason is reason
    assert ending.exit_code == facts["status"]
    assert ending.detail.endswith(".")


def test_details_name_signals_processes_and_causes():
    assert "SIGSEGV" in classify(Evidence(status=-11)).detail
    assert "signal 63" in classify(Evidence(status=-63)).detail
    assert "17, 18" in classify(Evidence(status=0, left=(17, 18))).detail
    gone = Evidence(status=None, sandbox_alive=False, sandbox_detail="container dead")
    assert classify(gone).detail == "container dead"


def test_from_report():
    report = {
        "status": -9,
        "oom_kills": 1,
        "was_full": None,
        "refused_forks": 2,
        "left": [5],
        "running": False,
    }
    evidence = Evidence.from_report(report, killed_by_caller=True, isolated=False)
    assert evidence == Evidence(
        status=-9,
        killed_by_caller=True,
        isolated=False,
        oom_kills=1,
        refused_forks=2,
        left=(5,),
    )


@pytest.mark.parametrize(
    ("reason", "usage", "expected"),
    [
        (EndReason.OUT_OF_MEMORY, Usage(1.0, 70, 5, 3), Usage(1.0, 100, 5, 3)),
        (EndReason.OUT_OF_MEMORY, Usage(), Usage(None, 100)),
        (EndReason.OUT_OF_MEMORY, Usage(1.0, 101), Usage(1.0, 101)),
        (EndReason.TOO_MANY_PROCESSES, Usage(1.0, 70, 5, 3), Usage(1.0, 70, 9, 3)),
        (EndReason.KILLED, Usage(1.0, 70, 5, 3), Usage(1.0, 70, 5, 3)),
    ],
)
def test_a_limit_that_ended_a_kernel_was_reached(reason, usage, expected):
    assert reached(usage, reason, Limits(memory_bytes=100, pids=9)) == expected
