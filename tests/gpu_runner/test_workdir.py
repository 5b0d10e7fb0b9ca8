from __future__ import annotations

import os

import pytest

from gpu_runner.guest import workdir
from gpu_runner.guest.setup import PROCESS, Setup


def setup(**values):
    return Setup(
        isolation=PROCESS,
        kernels="/k",
        pids=1,
        file_bytes=1,
        scratch_bytes=1,
        start_seconds=1,
        **values,
    )


def test_files_folders_and_links_are_copied_and_sockets_left_out(tmp_path):
    source = tmp_path / "source"
    (source / "deep" / "er").mkdir(parents=True)
    (source / "deep" / "er" / "file").write_text("x")
    (source / "deep" / "er" / "file").chmod(0o400)
    (source / "link").symlink_to("deep/er/file")
    os.mkfifo(source / "pipe")
    work = tmp_path / "work"
    workdir.create(setup(files=str(source)), work)
    assert sorted(path.name for path in work.rglob("*")) == ["deep", "er", "file", "link"]
    assert (work / "link").read_text() == "x"
    assert (work / "link").is_symlink()
    assert (work / "deep" / "er" / "file").stat().st_mode & 0o200, "copies can be changed"


def test_links_make_their_folders(tmp_path):
    workdir.create(setup(links={"a/b/c": str(tmp_path)}), tmp_path / "work")
    assert (tmp_path / "work" / "a" / "b" / "c").resolve() == tmp_path


def test_a_link_does_not_replace_a_file(tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "name").write_text("x")
    with pytest.raises(FileExistsError):
        workdir.create(setup(files=str(source), links={"name": "/"}), tmp_path / "work")
