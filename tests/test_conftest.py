"""The guard of the tests refuses what it should, and nothing else."""

from __future__ import annotations

import contextlib
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOBODY = "192.0.2.1"  # RFC 5737: documentation only


@pytest.fixture
def refused(guard):
    """What was refused; the test itself is not failed for it."""
    yield guard.refused
    assert guard.refused, "nothing was refused"
    guard.refused.clear()


def attempt(action):
    """Do what may be refused; the guard's exception derives from BaseException."""
    with pytest.raises(BaseException, match="a test may") as caught:
        action()
    assert not isinstance(caught.value, Exception)


# The events are raised by hand: a test of the guard must not depend on the guard.


@pytest.mark.parametrize(
    ("family", "host"), [(socket.AF_INET, NOBODY), (socket.AF_INET6, "2001:db8::1")]
)
@pytest.mark.parametrize("event", ["socket.connect", "socket.sendto"])
def test_no_connection_and_no_datagram(refused, event, family, host):
    with socket.socket(family) as connection:
        attempt(lambda: sys.audit(event, connection, (host, 80)))
    assert host in refused[0]


def test_no_lookup(refused):
    attempt(lambda: sys.audit("socket.getaddrinfo", "example.org", 80, 0, 0, 0))


def test_loopback_and_unix_sockets_are_free(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as server:
        server.bind(f"{folder}/s")
        server.listen()
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(f"{folder}/s")


@pytest.mark.parametrize("folder", [ROOT, ROOT / "source", Path.home()])
def test_no_file(refused, folder):
    path = folder / "made-by-a-test.txt"
    attempt(lambda: path.write_text("x"))
    attempt(lambda: os.open(path, os.O_CREAT))
    attempt(lambda: path.mkdir())
    attempt(lambda: path.symlink_to("x"))
    attempt(lambda: sqlite3.connect(path))
    assert not path.exists()


def test_no_removal_and_no_replacement(refused, tmp_path):
    (tmp_path / "new").touch()
    attempt((ROOT / "README.md").unlink)
    attempt(lambda: (tmp_path / "new").replace(ROOT / "README.md"))


def test_a_link_out_of_tmp_path_leads_nowhere(refused, tmp_path):
    (tmp_path / "link").symlink_to(ROOT)
    attempt(lambda: (tmp_path / "link" / "made-by-a-test.txt").touch())


def test_hiding_the_exception_does_not_help(guard):
    with contextlib.suppress(BaseException), (ROOT / "made-by-a-test.txt").open("w"):
        pass
    assert len(guard.refused) == 1
    guard.refused.clear()


def test_ordinary_work_is_free(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").write_text("x")
    (tmp_path / "folder" / "file").replace(tmp_path / "other")
    sqlite3.connect(tmp_path / "database").close()
    assert (ROOT / "README.md").read_bytes() is not None
    with open(os.devnull, "w") as null:
        subprocess.run([sys.executable, "-c", "print(1)"], check=True, stdout=null)
