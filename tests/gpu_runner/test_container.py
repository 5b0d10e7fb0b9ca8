"""The arguments of a container decide what is possible in it; each has a reason to be there."""

from __future__ import annotations

from pathlib import Path

import pytest

from gpu_runner.container import (
    LABEL,
    WARM_PROCESSES,
    bind_mounts,
    guest_setup,
    host_configuration,
    merged_environment,
    places,
)
from gpu_runner.environment import THREAD_VARIABLES, kernel_environment
from gpu_runner.errors import SlotFailed
from gpu_runner.host_paths import check_readable
from gpu_runner.limits import Limits
from gpu_runner.sandbox import SlotSpec
from gpu_runner.settings import Settings
from gpu_runner.slotdir import SlotDirectory


def configuration(limits=None, *, apparmor=False, **settings):
    spec = SlotSpec(limits=limits or Limits())
    return host_configuration(
        spec, Settings(**settings), apparmor=apparmor, owner="0 1 2", slot="abcd"
    )


def test_no_network_no_writable_root_no_new_privileges():
    found = configuration()
    assert found["network_mode"] == "none"
    assert found["read_only"] is True
    assert found["ipc_mode"] == "private"
    assert "no-new-privileges" in found["security_opt"]
    assert "privileged" not in found
    assert found["labels"][LABEL] == "abcd"


def test_all_capabilities_are_dropped_and_few_come_back():
    found = configuration()
    assert found["cap_drop"] == ["ALL"]
    allowed = {"CHOWN", "DAC_OVERRIDE", "FOWNER", "KILL", "SETGID", "SETPCAP", "SETUID"}
    assert set(found["cap_add"]) == allowed | {"SYS_ADMIN"}
    assert set(configuration(isolation="container")["cap_add"]) == allowed


def test_limits_are_the_containers():
    found = configuration(Limits(memory_bytes=1 << 30, pids=100, cpus=1.5, scratch_bytes=2 << 30))
    assert found["mem_limit"] == found["memswap_limit"] == 1 << 30
    assert found["pids_limit"] == 100 + WARM_PROCESSES
    assert found["nano_cpus"] == 1_500_000_000
    assert found["shm_size"] == 1 << 30, "shared memory cannot exceed memory"


def test_apparmor_is_left_only_where_it_is_on_and_in_the_way():
    assert "apparmor=unconfined" not in configuration()["security_opt"]
    assert "apparmor=unconfined" in configuration(apparmor=True)["security_opt"]
    alone = configuration(apparmor=True, isolation="container")
    assert "apparmor=unconfined" not in alone["security_opt"]


def test_the_runtime_is_a_setting():
    assert "runtime" not in configuration()
    assert configuration(runtime="runsc")["runtime"] == "runsc"


def test_a_container_without_a_gpu_gets_none_even_from_an_nvidia_runtime():
    assert merged_environment({"A": "1"}, None) == {"A": "1", "NVIDIA_VISIBLE_DEVICES": "void"}
    assert merged_environment({}, "GPU-1")["NVIDIA_VISIBLE_DEVICES"] == "GPU-1"


def test_every_host_path_is_mounted_read_only(tmp_path):
    spec = SlotSpec(
        mounts={"/mnt/extra": tmp_path},
        python_path=(tmp_path / "a", tmp_path / "b"),
        files=tmp_path / "files",
        links={"data/x.csv": tmp_path / "deep" / "x.csv"},
    )
    directory = SlotDirectory(Path("/run/gpu-runner/abcd"))
    mounts = bind_mounts(spec, directory, Path("/run/gpu-runner/peer/k"))
    writable = {inside for _, inside, read_only in mounts if not read_only}
    assert writable == {"/run/control", "/run/kernels"}
    where = {str(host): inside for host, inside, _ in mounts}
    assert where[str(tmp_path / "b")] == "/mnt/python/1"
    assert where[str(tmp_path / "deep" / "x.csv")] == "/mnt/links/0/x.csv"
    assert where["/run/gpu-runner/peer/k"] == "/run/peer"
    setup = guest_setup(spec, "namespaces")
    assert setup.links == {"data/x.csv": "/mnt/links/0/x.csv"}
    assert setup.python_path == ("/mnt/python/0", "/mnt/python/1")
    assert setup.files == "/mnt/files"
    assert {place.inside for place in places(spec)} <= set(where.values())


def test_guest_setup_survives_its_message():
    setup = guest_setup(SlotSpec(modules=("numpy",)), "container")
    assert type(setup).from_message(setup.to_message()) == setup


def test_environment_is_complete_and_the_course_wins():
    spec = SlotSpec(env={"TERM": "dumb", "NEW": "1"}, limits=Limits(cpus=1.5))
    found = kernel_environment(spec, home="/h", path="/p")
    assert (found["HOME"], found["PATH"], found["TERM"], found["NEW"]) == ("/h", "/p", "dumb", "1")
    assert {found[name] for name in THREAD_VARIABLES} == {"2"}
    assert found["TF_FORCE_GPU_ALLOW_GROWTH"] == "true"


def test_paths_that_kernels_cannot_read_are_refused_before_the_start(tmp_path):
    tmp_path.chmod(0o755)
    check_readable(SlotSpec(mounts={"/mnt/x": tmp_path}))
    with pytest.raises(SlotFailed, match="does not exist"):
        check_readable(SlotSpec(links={"a": tmp_path / "none"}))
    with pytest.raises(SlotFailed, match="no folder"):
        check_readable(SlotSpec(files=tmp_path / "none"))
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(SlotFailed, match="cannot read") as caught:
        check_readable(SlotSpec(python_path=(closed,)))
    assert str(closed) in caught.value.hint
