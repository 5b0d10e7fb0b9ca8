"""Writing files: what is there before stays, and nobody may read more than before."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.errors import StorageError
from autograder.files import PUBLIC, write_atomic
from tests.permissions import mode_of, umask


@pytest.fixture
def private() -> Iterator[None]:
    with umask(0o027):
        yield


@pytest.mark.usefixtures("private")
def test_a_new_file_obeys_the_umask(tmp_path: Path) -> None:
    assert write_atomic(tmp_path / "scores.csv", b"ada,3")
    assert mode_of(tmp_path / "scores.csv") == 0o640


def test_an_unchanged_file_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "a.ipynb"
    assert write_atomic(path, b"{}")
    assert list(path.parent.iterdir()) == [path]
    before = path.stat().st_mtime_ns, path.stat().st_ino
    assert not write_atomic(path, b"{}")
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == before


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o444])
def test_a_file_that_is_there_keeps_its_permissions(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "scores.csv"
    path.write_bytes(b"old")
    path.chmod(mode)
    assert write_atomic(path, b"ada,3")
    assert path.read_bytes() == b"ada,3"
    assert mode_of(path) == mode


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives a file away")
def test_a_file_that_is_there_keeps_its_owner_and_group(tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    path.write_bytes(b"old")
    os.chown(path, 54321, 12345)
    path.chmod(0o640)
    write_atomic(path, b"ada,3")
    found = path.stat()
    assert (found.st_uid, found.st_gid, mode_of(path)) == (54321, 12345, 0o640)


@pytest.mark.usefixtures("private")
def test_what_everybody_reads_is_public_whatever_was_there(tmp_path: Path) -> None:
    path = tmp_path / "release" / "a.ipynb"
    write_atomic(path, b"{}", mode=PUBLIC)
    assert mode_of(path) == 0o644
    path.chmod(0o600)
    write_atomic(path, b"[]", mode=PUBLIC)
    assert mode_of(path) == 0o644


def test_a_link_stays_and_leads_to_what_was_written(tmp_path: Path) -> None:
    target, link = tmp_path / "share" / "scores.csv", tmp_path / "scores.csv"
    target.parent.mkdir()
    link.symlink_to("share/scores.csv")
    for text in (b"first", b"second"):  # the target is made, then replaced
        assert write_atomic(link, text)
        assert link.is_symlink()
        assert target.read_bytes() == text
    assert list(target.parent.iterdir()) == [target]


def test_a_release_is_never_written_through_a_link(tmp_path: Path) -> None:
    source, release = tmp_path / "source.ipynb", tmp_path / "release.ipynb"
    source.write_bytes(b"with solutions")
    release.symlink_to(source)
    write_atomic(release, b"without", mode=PUBLIC)
    assert source.read_bytes() == b"with solutions"
    assert not release.is_symlink()


def test_links_in_a_circle_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(StorageError, match="symbolic links"):
        write_atomic(tmp_path / "a", b"x")
    assert (tmp_path / "a").is_symlink()


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert write_atomic(pipe, b"ada,3")
        assert os.read(reader, 10) == b"ada,3"
    finally:
        os.close(reader)
    assert pipe.is_fifo()


def test_a_failure_leaves_what_was_there_and_no_part(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(StorageError, match="Is a directory"):
        write_atomic(tmp_path / "folder", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]
