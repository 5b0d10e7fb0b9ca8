"""What only containers have: an image, an engine, and isolation by a container per kernel."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gpu_runner.docker_backend import DockerBackend
from gpu_runner.limits import Limits
from gpu_runner.sandbox import EndReason, SlotSpec

pytestmark = pytest.mark.docker

LIMITS = Limits(memory_bytes=600 << 20, scratch_bytes=64 << 20, pids=64, file_bytes=32 << 20)


@pytest.fixture(scope="module")
def slot(docker_backend):
    with docker_backend.open_slot(SlotSpec(limits=LIMITS)) as slot:
        yield slot


def test_the_image_has_no_setuid_program(slot, kernel_of):
    setup = """
        import os, stat
        found = []
        for folder, _, names in os.walk("/"):
            if folder.startswith(("/proc", "/sys")):
                continue
            for name in names:
                try:
                    mode = os.lstat(os.path.join(folder, name)).st_mode
                except OSError:
                    continue
                if stat.S_ISREG(mode) and mode & (stat.S_ISUID | stat.S_ISGID):
                    found.append(os.path.join(folder, name))
    """
    with kernel_of(slot) as talk:
        assert talk.value("found", setup) == []


def test_output_goes_to_no_log_of_the_host(docker_backend, slot, kernel_of):
    [container] = docker_backend.client.containers.list(
        filters={"label": f"gpu-runner.slot={slot.directory.name}"}
    )
    assert container.attrs["HostConfig"]["LogConfig"]["Type"] == "none"
    before = slot.directory.log_tail()
    with kernel_of(slot) as talk:
        assert (
            talk.run("import os\nfor _ in range(50): os.write(1, b'x' * 10**5)")["status"] == "ok"
        )
    assert slot.directory.log_tail() == before


# --- failures of ours ---------------------------------------------------------------


def test_a_container_that_is_removed_is_our_fault_and_is_replaced(docker_backend, kernel_of):
    with docker_backend.open_slot(SlotSpec(limits=LIMITS)) as slot:
        kernel = slot.start_kernel({})
        [container] = docker_backend.client.containers.list(
            filters={"label": f"gpu-runner.slot={slot.directory.name}"}
        )
        container.remove(force=True)
        assert kernel.wait(timeout=20).reason is EndReason.LOST
        with kernel_of(slot) as talk:
            assert talk.value("1 + 1") == 2


def test_a_slot_leaves_no_container_and_no_folder(docker_backend):
    with docker_backend.open_slot(SlotSpec(limits=LIMITS)) as slot:
        slot.start_kernel({})
        label = f"gpu-runner.slot={slot.directory.name}"
        assert len(docker_backend.client.containers.list(filters={"label": label})) == 1
    assert docker_backend.client.containers.list(all=True, filters={"label": label}) == []
    assert not slot.directory.path.exists()


STATUS = """
    rows = (line.split(":", 1) for line in open("/proc/self/status"))
    status = {name: value.strip() for name, value in rows}
"""


# --- one container per kernel ---------------------------------------------------------


@pytest.fixture(scope="module")
def single_use_backend(docker_settings):
    return DockerBackend(replace(docker_settings, isolation="container"))


def test_isolation_by_container_gives_each_kernel_a_new_one(single_use_backend, kernel_of):
    seen = []
    with single_use_backend.open_slot(SlotSpec(limits=LIMITS)) as slot:
        for _ in range(3):
            with kernel_of(slot) as talk:
                talk.run("import os; open('/tmp/left', 'a').write('x'); os.fork() or os.setsid()")
                status = talk.value("status", STATUS)
                assert int(status["CapEff"], 16) == int(status["CapBnd"], 16) == 0
                assert (status["Seccomp"], status["NoNewPrivs"]) == ("2", "1")
                assert talk.value("open('/tmp/left').read()") == "x"
                assert talk.run("open('/run/control/log')")["ename"] == "PermissionError"
                assert talk.run("import os; os.kill(1, 9)")["ename"] == "PermissionError"
                assert talk.value("os.listdir('/sys/class/net')") == ["lo"]
            seen.append(status["Uid"])
            assert talk.kernel.poll().reason is EndReason.KILLED
    assert len(set(seen)) == 3


def test_a_kernel_with_a_container_of_its_own_tells_what_it_used(single_use_backend, kernel_of):
    """Its scratch is split into several mounts: all of them count."""
    with (
        single_use_backend.open_slot(SlotSpec(limits=LIMITS)) as slot,
        kernel_of(slot) as talk,
    ):
        talk.run("""
            import pathlib, subprocess, time
            sleeping = [subprocess.Popen(["sleep", "60"]) for _ in range(9)]
            for folder in ("/tmp", "/dev/shm", "."):
                pathlib.Path(folder, "big").write_bytes(bytes(2 << 20))
            time.sleep(0.3)
        """)
        usage = talk.kernel.usage()
    assert 6 << 20 <= usage.peak_scratch_bytes < 10 << 20
    assert 9 < usage.peak_processes < 25
