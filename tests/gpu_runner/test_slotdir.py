from __future__ import annotations

import os
import stat
import subprocess

import pytest

from gpu_runner import slotdir
from gpu_runner.cleanup import is_abandoned, remove_folders
from gpu_runner.container import session_owner
from gpu_runner.errors import RunnerFailure


@pytest.fixture
def root(tmp_path_factory, monkeypatch):
    folder = tmp_path_factory.mktemp("r")
    folder.chmod(0o700)
    monkeypatch.setenv("GPU_RUNNER_SOCKETS", str(folder))
    return folder


def dead_owner() -> str:
    process = subprocess.Popen(["sleep", "60"])
    mark = slotdir.owner_mark(process.pid)
    process.kill()
    process.wait()
    return mark


def test_folders_are_private_and_paths_short(root):
    directory = slotdir.create()
    assert stat.S_IMODE(directory.path.stat().st_mode) == 0o700
    kernel = directory.add_kernel("x" * slotdir.LONGEST_KERNEL_ID)
    assert stat.S_IMODE(kernel.stat().st_mode) == 0o711
    assert len(os.fsencode(kernel / "k-5")) <= slotdir.MAX_SOCKET_PATH
    directory.remove()
    assert not directory.path.exists()


def test_a_kernel_s_folder_is_empty_again_at_its_next_start(root):
    directory = slotdir.create()
    (directory.add_kernel("one") / "k-1").write_text("old")
    assert list(directory.add_kernel("one").iterdir()) == []


def test_a_root_that_is_too_long_or_not_private_is_refused(root, monkeypatch):
    root.chmod(0o777)
    with pytest.raises(RunnerFailure, match="others may write"):
        slotdir.create()
    monkeypatch.setenv("GPU_RUNNER_SOCKETS", str(root / ("x" * 80)))
    with pytest.raises(RunnerFailure, match="too long"):
        slotdir.create()


def test_an_owner_is_a_process_and_its_start_time():
    mark = slotdir.owner_mark(os.getpid())
    assert slotdir.owner_alive(mark)
    assert not slotdir.owner_alive(f"{os.getpid()} 1"), "the process id was used again"
    assert not slotdir.owner_alive(dead_owner())
    for broken in ("", "dead", "1 dead", "-1 5"):
        assert not slotdir.owner_alive(broken)


def test_cleanup_removes_folders_of_dead_owners_only(root):
    mine, dead, strange = slotdir.create(), slotdir.create(), root / "no-slot"
    (dead.path / "owner").write_text(dead_owner())
    strange.mkdir()
    assert remove_folders() == [str(dead.path)]
    assert mine.path.is_dir()
    assert strange.is_dir()


def test_cleanup_finds_what_a_killed_owner_was_making_or_removing(root, monkeypatch):
    mine = root / f".{slotdir.owner_mark(os.getpid()).replace(' ', '-')}-0badcafe"
    theirs = root / f".{dead_owner().replace(' ', '-')}-0badcafe"
    mine.mkdir()
    theirs.mkdir()
    assert remove_folders() == [str(theirs)]
    assert mine.is_dir()
    half = slotdir.create()
    monkeypatch.setattr(slotdir.shutil, "rmtree", lambda path, **_: None)
    half.remove()
    names = {path.name.rpartition("-")[2] for path in root.glob(".*")}
    assert names == {"0badcafe", half.name}
    assert not half.path.exists(), "the name without an owner is given up first"


def test_cleanup_leaves_containers_of_the_living_and_of_other_users():
    assert not is_abandoned(session_owner(slotdir.owner_mark(os.getpid())))
    assert is_abandoned(session_owner(dead_owner()))
    assert not is_abandoned(f"{os.geteuid() + 1} {dead_owner()}")
    assert not is_abandoned("")


def test_the_log_s_end_is_short(root):
    directory = slotdir.create()
    assert directory.log_tail() == ""
    (directory.control / "log").write_bytes(b"x" * 5000 + b"\xffend")
    assert directory.log_tail(10).endswith("end")
    assert len(directory.log_tail()) <= 2000
