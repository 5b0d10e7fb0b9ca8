"""Leases, the check after a job and faults of the driver, with an `nvidia-smi` made for the test.

It is a program on the path, so that processes which contend for a device all ask the same one.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import ExitStack, closing
from dataclasses import replace
from types import SimpleNamespace

import pytest

from gpu_runner import doctor, gpus
from gpu_runner.docker_backend import DockerBackend
from gpu_runner.errors import BackendUnavailable, RunnerFailure, SlotFailed
from gpu_runner.findings import Result
from gpu_runner.guest.setup import CONTAINER
from gpu_runner.sandbox import SlotSpec
from gpu_runner.settings import Settings
from gpu_runner.slotdir import SlotDirectory

SCRIPT = """#!/bin/sh
# What stands in the files beside this program is the answer.
here=$(dirname "$0")
[ -f "$here/hang" ] && exec sleep 60
case "$1" in
    -L) cat "$here/list" ;;
    *) cat "$here/devices" ;;
esac
exit "$(cat "$here/code")"
"""
LEASE = """
import sys
from pathlib import Path
from gpu_runner import gpus
from gpu_runner.errors import RunnerFailure
try:
    lease = gpus.lease(folder=Path(sys.argv[1]))
except RunnerFailure as failure:
    print(failure.message, flush=True)
else:
    print(lease.gpu.uuid, flush=True)
sys.stdin.read()
"""


class Driver:
    """The fake driver's state."""

    def __init__(self, folder):
        self.folder = folder
        self.used = {"GPU-1": "5", "GPU-2": "7"}
        self.sliced: set[str] = set()
        program = folder / "nvidia-smi"
        program.write_text(SCRIPT)
        program.chmod(0o755)
        self.write()

    def write(self, code=0):
        lines = [
            f"{uuid}, Tesla T4, {used}, {'15360' if used.isdigit() else used}, "
            f"{'Enabled' if uuid in self.sliced else 'Disabled'}\n"
            for uuid, used in self.used.items()
        ]
        (self.folder / "devices").write_text("".join(lines))
        slices = "".join(
            f"GPU 0: Tesla T4 (UUID: {uuid})\n"
            + "".join(f"  MIG 1g.5gb  Device {n}: (UUID: MIG-{uuid}-{n})\n" for n in range(2))
            for uuid in sorted(self.sliced)
        )
        (self.folder / "list").write_text(slices)
        (self.folder / "code").write_text(str(code))

    def use(self, uuid, used):
        self.used[uuid] = str(used)
        self.write()


@pytest.fixture
def driver(tmp_path, monkeypatch):
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    monkeypatch.setattr(gpus, "IDLE_SECONDS", 0.3)
    return Driver(folder)


@pytest.fixture
def leases(tmp_path):
    folder = tmp_path / "leases"
    folder.mkdir()
    return folder


@pytest.fixture
def contender(leases):
    """`contender()` is a process that leases a GPU until it is killed: (process, what it got)."""
    with ExitStack() as stack:

        def start():
            process = subprocess.Popen(
                [sys.executable, "-c", LEASE, str(leases)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            return process, process.stdout.readline().strip()

        yield start


class TestLeases:
    def test_processes_get_a_device_each_and_the_last_one_none(self, driver, contender):
        got = [contender()[1] for _ in range(3)]
        assert sorted(got[:2]) == ["GPU-1", "GPU-2"]
        assert "all 2 GPUs of this host are in use" in got[2]

    def test_a_dead_owner_s_device_is_taken_over(self, driver, contender, leases):
        process, uuid = contender()
        assert uuid == "GPU-1"
        process.send_signal(signal.SIGKILL)
        process.wait()
        with closing_lease(gpus.lease(folder=leases)) as lease:
            assert lease.gpu.uuid == "GPU-1"

    def test_not_before_the_memory_of_its_job_is_back(self, driver, contender, leases):
        process, _ = contender()
        process.send_signal(signal.SIGKILL)
        process.wait()
        driver.use("GPU-1", 9000)
        with closing_lease(gpus.lease(folder=leases)) as other:
            assert other.gpu.uuid == "GPU-2"
            with pytest.raises(RunnerFailure, match="9000 MiB of a job whose grader died, 5 MiB"):
                gpus.lease(folder=leases)
            assert len(gpus.held_back(leases)) == 1
            driver.use("GPU-1", 6)
            assert gpus.held_back(leases) == []
            with closing_lease(gpus.lease(folder=leases)) as lease:
                assert lease.gpu.uuid == "GPU-1"

    def test_slices_are_leased_one_by_one(self, driver, contender):
        driver.sliced.add("GPU-1")
        driver.write()
        got = {contender()[1] for _ in range(3)}
        assert got == {"GPU-2", "MIG-GPU-1-0", "MIG-GPU-1-1"}

    def test_a_slice_has_no_memory_to_check(self, driver, leases):
        driver.sliced |= {"GPU-1", "GPU-2"}
        driver.write()
        with closing_lease(gpus.lease(folder=leases)) as lease:
            driver.use("GPU-1", 9000)
            lease.check_idle()

    def test_a_lease_that_ended_well_leaves_no_mark(self, driver, leases):
        gpus.lease(folder=leases).release()
        assert [path.read_text() for path in leases.iterdir()] == [""]

    def test_a_lock_file_with_nonsense_is_no_mark(self, driver, leases):
        (leases / "GPU-1.lock").write_text("[1, 2")
        (leases / "GPU-2.lock").write_text("[1, 2]")
        with closing_lease(gpus.lease(folder=leases)) as lease:
            assert lease.gpu.uuid == "GPU-1"
        assert gpus.held_back(leases) == []


def closing_lease(lease):
    return closing(SimpleNamespace(gpu=lease.gpu, check_idle=lease.check_idle, close=lease.release))


class TestAfterAJob:
    def test_a_device_that_keeps_memory_is_held_back_until_it_is_free(self, driver, leases):
        lease = gpus.lease(folder=leases)
        driver.use("GPU-1", 700)
        with pytest.raises(SlotFailed, match="GPU-1 holds 700 MiB after its job, 5 MiB before"):
            lease.check_idle()
        lease.release()
        with closing_lease(gpus.lease(folder=leases)) as other:
            assert other.gpu.uuid == "GPU-2"
            with pytest.raises(RunnerFailure, match="holds 700 MiB after its job") as caught:
                gpus.lease(folder=leases)
        assert "nvidia-smi" in caught.value.hint
        assert str(leases) in caught.value.hint
        driver.use("GPU-1", 60)
        with closing_lease(gpus.lease(folder=leases)) as again:
            assert again.gpu.uuid == "GPU-1"

    def test_one_that_is_free_after_all_is_given_back_as_any_other(self, driver, leases):
        lease = gpus.lease(folder=leases)
        driver.use("GPU-1", 700)
        with pytest.raises(SlotFailed):
            lease.check_idle()
        driver.use("GPU-1", 5)
        lease.check_idle()
        lease.release()
        assert gpus.held_back(leases) == []

    def test_a_device_that_is_lost_is_held_back(self, driver, leases):
        lease = gpus.lease(folder=leases)
        driver.use("GPU-1", "[GPU is lost]")
        with pytest.raises(SlotFailed, match="GPU GPU-1 is lost"):
            lease.check_idle()
        lease.release()
        assert [gpu.uuid for gpu in gpus.available()] == ["GPU-2"]


class TestFaultsOfTheDriver:
    @pytest.mark.parametrize("code", gpus.NO_DRIVER)
    def test_a_host_without_a_driver_has_no_gpu(self, driver, code):
        driver.write(code=code)
        assert gpus.available() == []

    def test_any_other_failure_is_no_reason_for_the_cpu(self, driver):
        driver.write(code=15)
        with pytest.raises(BackendUnavailable, match="fails with code 15: GPU-1") as caught:
            gpus.available()
        assert "xid" in caught.value.hint

    def test_a_driver_that_hangs(self, driver, monkeypatch):
        monkeypatch.setattr(gpus, "QUERY_SECONDS", 0.2)
        (driver.folder / "hang").touch()
        with pytest.raises(BackendUnavailable, match=r"does not answer in 0\.2 s"):
            gpus.available()

    def test_all_devices_lost(self, driver):
        driver.used = {"GPU-1": "[Unknown Error]"}
        driver.write()
        with pytest.raises(BackendUnavailable, match="every GPU is lost"):
            gpus.available()

    def test_an_answer_that_is_none(self, driver):
        (driver.folder / "devices").write_text("NVIDIA-SMI has failed\n")
        with pytest.raises(BackendUnavailable, match="answers 'NVIDIA-SMI has failed'"):
            gpus.available()

    def test_in_the_middle_of_a_job(self, driver, leases):
        with closing_lease(gpus.lease(folder=leases)) as lease:
            driver.write(code=15)
            with pytest.raises(RunnerFailure, match="code 15"):
                lease.check_idle()


class Engine:
    """Stands in for the Docker client; notes the containers that it is asked for."""

    def __init__(self):
        self.asked = []
        self.containers = SimpleNamespace(create=self._create)

    def _create(self, tag, **options):
        self.asked.append(options)
        return SimpleNamespace(start=lambda: None, remove=lambda **_: None)

    def info(self):
        return {}


def launch(engine, lease, tmp_path, **settings):
    backend = DockerBackend(Settings(**settings), engine)
    spec = SlotSpec(gpu=True)
    return backend._launch(spec, SlotDirectory(tmp_path / "slot"), "image", None, lease)


class TestContainers:
    def test_a_container_gets_its_device_and_no_other(self, driver, leases, tmp_path):
        engine = Engine()
        with closing_lease(gpus.lease(folder=leases)) as lease:
            launch(engine, lease, tmp_path)
        launch(engine, None, tmp_path)
        with_gpu, without = engine.asked
        [request] = with_gpu["device_requests"]
        assert request.device_ids == ["GPU-1"]
        assert without["device_requests"] is None
        assert without["environment"]["NVIDIA_VISIBLE_DEVICES"] == "void"

    def test_no_container_is_made_on_a_device_that_is_not_free(self, driver, leases, tmp_path):
        engine = Engine()
        with closing_lease(gpus.lease(folder=leases)) as lease:
            driver.use("GPU-1", 700)
            with pytest.raises(SlotFailed, match="holds 700 MiB"):
                launch(engine, lease, tmp_path)
        assert engine.asked == []


class TestSlots:
    def test_a_sandbox_whose_device_is_not_free_serves_no_other_kernel(
        self, driver, leases, process_backend
    ):
        with (
            closing_lease(gpus.lease(folder=leases)) as lease,
            process_backend.open_slot(SlotSpec()) as slot,
        ):
            slot._plan = replace(slot._plan, on_idle=lease.check_idle)
            first = slot._warm
            slot.start_kernel({}).kill()
            assert slot._warm is first
            driver.use("GPU-1", 700)
            slot.start_kernel({}).kill()
            assert slot._warm is None
            assert not first.vessel.autopsy().alive
            driver.use("GPU-1", 5)
            slot.start_kernel({}).kill()
            assert slot._warm is not None


class TestDoctor:
    @pytest.fixture
    def answers(self, monkeypatch, leases):
        """What a kernel finds by the isolation of its backend; no container is started."""
        facts: dict[str, dict[str, object]] = {}
        monkeypatch.setattr(doctor, "compute", lambda backend: facts[backend.settings.isolation])
        monkeypatch.setattr(gpus, "lock_folder", lambda: leases)
        return facts

    RIGHT = {"devices": 1, "value": 256.0**3}  # noqa: RUF012 - a constant
    BLIND = {"devices": 0}  # noqa: RUF012

    def lines(self):
        return doctor.gpu_lines(DockerBackend(Settings(), Engine()))

    def test_a_forked_kernel_computes(self, driver, answers):
        answers["namespaces"] = self.RIGHT
        [line] = self.lines()
        assert (line.result, line.detail) == (Result.OK, "2, a kernel computed on one")

    def test_only_a_kernel_in_a_container_of_its_own_computes(self, driver, answers):
        answers |= {"namespaces": self.BLIND, CONTAINER: self.RIGHT}
        [line] = self.lines()
        assert line.result is Result.FAILED
        assert "GPU_RUNNER_ISOLATION=container" in line.hint

    @pytest.mark.parametrize("facts", [BLIND, {"devices": 1, "value": 3.0}, {"failure": "no"}])
    def test_no_kernel_computes(self, driver, answers, facts):
        answers |= {"namespaces": facts, CONTAINER: facts}
        [line] = self.lines()
        assert line.result is Result.FAILED
        assert "Container Toolkit" in line.hint

    def test_a_device_that_is_held_back_is_a_note(self, driver, answers, leases):
        answers["namespaces"] = self.RIGHT
        lease = gpus.lease(folder=leases)
        driver.use("GPU-1", 700)
        with pytest.raises(SlotFailed):
            lease.check_idle()
        lease.release()
        assert [line.result for line in self.lines()] == [Result.OK, Result.NOTE]
        assert "not leased: GPU GPU-1 holds 700 MiB" in self.lines()[1].detail

    def test_a_host_without_a_gpu(self, driver, answers):
        driver.write(code=9)
        [line] = self.lines()
        assert (line.result, line.detail) == (Result.NOTE, "none; everything runs on the CPU")
