"""Tests neither use the network nor write outside temporary folders.

An audit hook watches this process, whichever library opens the socket or the file. What a test
starts as a process of its own is not watched: sandboxes have tests of what they allow.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler.loadscope import LoadScopeScheduling

ROOT = Path(__file__).parents[1]

# Where the repository may be written: what `.gitignore` names, as caches of tools.
_IGNORED = (".venv", ".pytest_cache", ".hypothesis", ".mypy_cache", ".ruff_cache")
# Not on any disk: devices, processes, and control groups that sandboxes are put into.
_DEVICES = ("/dev/", "/proc/self/", "/sys/fs/cgroup/")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Forbidden(BaseException):
    """Derived from BaseException, so that the code under test does not take it for its own."""


class Guard:
    """Refuses what tests may not do while it is `active`, and keeps what was refused."""

    def __init__(self) -> None:
        self.active = False
        self.refused: list[str] = []

    def watch(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Audit hook; see https://docs.python.org/3/library/audit_events.html."""
        if self.active and event in _CHECKS:
            problem = _CHECKS[event](*arguments)
            if problem:
                self.refused.append(problem)
                raise Forbidden(problem)


def _connection(connected: socket.socket, address: Any) -> str:
    if connected.family not in (socket.AF_INET, socket.AF_INET6) or _is_loopback(address[0]):
        return ""
    return f"a test may not use the network: it tried to reach {address[0]}:{address[1]}"


def _lookup(host: Any, *_: Any) -> str:
    if host is None or _is_loopback(host) or host == socket.gethostname():
        return ""
    return f"a test may not use the network: it tried to look up {host!r}"


def _is_loopback(host: str | bytes) -> bool:
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    if name in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _opening(path: Any, _mode: Any, flags: Any) -> str:
    return _writing(path) if isinstance(flags, int) and flags & _WRITING else ""


def _writing(path: Any, folder: int = -1) -> str:
    """Why `path` (below the folder of that descriptor) may not be changed, or an empty text."""
    if isinstance(path, int):  # the file is open already
        return ""
    name = os.fsdecode(path)
    base = Path(f"/proc/self/fd/{folder}").readlink() if folder >= 0 else ""
    place = Path(os.path.realpath(Path(base, name)))
    if name.startswith(_DEVICES) or "__pycache__" in place.parts:
        return ""
    if place.is_relative_to(ROOT):
        allowed = any(place.is_relative_to(ROOT / ignored) for ignored in _IGNORED)
    else:
        allowed = place.is_relative_to(os.path.realpath(tempfile.gettempdir()))
    return "" if allowed else f"a test may write to tmp_path only: it tried to change {place}"


def _database(name: Any) -> str:
    """SQLite opens its files itself, unseen by the other events."""
    path, _, options = os.fsdecode(name).removeprefix("file:").partition("?")
    return "" if path in ("", ":memory:") or "mode=ro" in options else _writing(path)


_CHECKS: dict[str, Callable[..., str]] = {
    "socket.connect": _connection,
    "socket.sendto": _connection,
    "socket.getaddrinfo": _lookup,
    "socket.gethostbyname": _lookup,
    "open": _opening,
    "sqlite3.connect": _database,
    "os.mkdir": lambda path, _mode, folder: _writing(path, folder),
    "os.rmdir": _writing,
    "os.remove": _writing,
    "os.rename": lambda _old, new, _, folder: _writing(new, folder),
    "os.link": lambda _old, new, _, folder: _writing(new, folder),
    "os.symlink": lambda _old, new, folder: _writing(new, folder),
}

_guard = Guard()
sys.addaudithook(_guard.watch)


class Sharing(LoadScopeScheduling):
    """Shares tests out between processes: by file, but each whole assignment alone.

    A process that is left alone with the longest test at the end would double the time. A file
    that is torn apart would make its fixtures once per process; so would `--dist loadgroup`, as
    pytest-xdist 3.8 writes groups where pytest 9.2 does not read them.
    """

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return nodeid if path == "tests/test_course.py" else path


@pytest.hookimpl(optionalhook=True)  # without pytest-xdist, nothing is shared out
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    return Sharing(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session", autouse=True)
def _guarded_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Guard all tests and fixtures; what usually lies in the home or in /run lies elsewhere."""
    caches = tmp_path_factory.mktemp("caches")
    with (
        pytest.MonkeyPatch.context() as patch,
        # Not below `caches`: the path of a socket may have 107 bytes.
        tempfile.TemporaryDirectory(prefix="ag-") as sockets,
    ):
        patch.setenv("GPU_RUNNER_SOCKETS", sockets)
        patch.setenv("GPU_RUNNER_LEASES", str(caches / "leases"))
        for name in ("MPLCONFIGDIR", "IPYTHONDIR", "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR"):
            if name not in os.environ:
                patch.setenv(name, str(caches / name.lower()))
        _guard.active = True
        yield
        _guard.active = False


@pytest.fixture(autouse=True)
def guard() -> Iterator[Guard]:
    """Fail a test that did what is forbidden, even if the code under test hid the exception."""
    yield _guard
    refused, _guard.refused = _guard.refused, []
    assert not refused, refused
