from __future__ import annotations

import subprocess
import sys

import pytest

from gpu_runner import gpus
from gpu_runner.errors import BackendUnavailable, RunnerFailure, SlotFailed

CSV = """\
GPU-11111111-aaaa, NVIDIA A100-SXM4-40GB, 4, 40960, Enabled
GPU-22222222-bbbb, NVIDIA A100-SXM4-40GB, 12, 40960, Disabled
GPU-33333333-cccc, Tesla T4, 0, 15360, [N/A]
"""
LIST = """\
GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-11111111-aaaa)
  MIG 3g.20gb     Device  0: (UUID: MIG-dddd)
  MIG 3g.20gb     Device  1: (UUID: MIG-eeee)
GPU 1: NVIDIA A100-SXM4-40GB (UUID: GPU-22222222-bbbb)
"""


@pytest.fixture
def smi(monkeypatch):
    """Stand in for nvidia-smi; returns the list of its answers, to be changed by a test."""
    answers = {"--query": CSV, "-L": LIST}

    def fake(command):
        return answers["-L" if "-L" in command else "--query"]

    monkeypatch.setattr(gpus, "_smi", fake)
    return answers


def device(uuid="GPU-1", used=0):
    return gpus.Gpu(uuid=uuid, name="T4", memory_mib=15360, used_mib=used)


def test_devices_and_slices_are_listed(smi):
    found = {gpu.uuid: gpu for gpu in gpus.available()}
    assert list(found) == ["GPU-22222222-bbbb", "GPU-33333333-cccc", "MIG-dddd", "MIG-eeee"]
    assert found["GPU-22222222-bbbb"].used_mib == 12
    assert found["MIG-dddd"].name == "NVIDIA A100-SXM4-40GB MIG 3g.20gb"


def test_no_driver_is_no_gpu(monkeypatch):
    monkeypatch.setattr(gpus, "_smi", lambda command: None)
    assert gpus.available() == []
    with pytest.raises(BackendUnavailable, match="no NVIDIA GPU"):
        gpus.lease()


def test_text_that_is_not_from_nvidia_smi_is_refused():
    with pytest.raises(ValueError, match="unpack"):
        gpus.parse_devices("NVIDIA-SMI has failed")


def test_a_gpu_is_leased_once_until_it_is_released(tmp_path):
    candidates = [device("GPU-1"), device("GPU-2")]
    first = gpus.lease(candidates, tmp_path)
    second = gpus.lease(candidates, tmp_path)
    assert [first.gpu.uuid, second.gpu.uuid] == ["GPU-1", "GPU-2"]
    with pytest.raises(RunnerFailure, match="all 2 GPUs"):
        gpus.lease(candidates, tmp_path)
    first.release()
    first.release()
    third = gpus.lease(candidates, tmp_path)
    assert third.gpu.uuid == "GPU-1"
    for lease in (second, third):
        lease.release()


def test_leases_are_the_same_whatever_the_temporary_folder_is(tmp_path, monkeypatch):
    """Jobs of Slurm and services of systemd have temporary folders of their own."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    program = (
        "from gpu_runner import gpus\n"
        "gpu = gpus.Gpu(uuid='GPU-1', name='T4', memory_mib=15360, used_mib=0)\n"
        "print(gpus.shared_folder())\n"
        "gpus.lease([gpu])\n"
    )
    lease = gpus.lease([device("GPU-1")])
    other = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    lease.release()
    assert "all 1 GPUs of this host are in use" in other.stderr
    assert other.stdout.strip() == str(gpus.shared_folder())
    assert not gpus.shared_folder().is_relative_to(tmp_path)


def test_the_folder_of_leases_may_be_named(tmp_path, monkeypatch):
    monkeypatch.setenv("GPU_RUNNER_LEASES", str(tmp_path / "all" / "leases"))
    assert gpus.lock_folder() == tmp_path / "all" / "leases"
    assert gpus.lock_folder().stat().st_mode & 0o7777 == 0o1777
    (tmp_path / "file").touch()
    monkeypatch.setenv("GPU_RUNNER_LEASES", str(tmp_path / "file" / "leases"))
    with pytest.raises(RunnerFailure, match="cannot be made: Not a directory") as caught:
        gpus.lock_folder()
    assert "GPU_RUNNER_LEASES" in caught.value.hint


def test_memory_must_be_back_at_its_level_after_a_job(smi, tmp_path, monkeypatch):
    monkeypatch.setattr(gpus, "IDLE_SECONDS", 0.3)
    lease = gpus.lease([device("GPU-22222222-bbbb", used=10)], tmp_path)
    lease.check_idle()
    smi["--query"] = CSV.replace(" 12,", " 9000,")
    with pytest.raises(SlotFailed, match="holds 9000 MiB after its job, 10 MiB before"):
        lease.check_idle()
    lease.release()
