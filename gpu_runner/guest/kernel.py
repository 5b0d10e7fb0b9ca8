"""An IPython kernel in a forked child: the parts of ipykernel's start that cost time, left out.

A kernel started the usual way reads configuration files, opens a history database,
creates a profile folder and a connection file, and imports a debugger. None of these
is wanted here: the connection comes from the warm process, the home is empty, and
history would be one more file that a student can look into.
"""

from __future__ import annotations

import importlib
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from ipykernel.kernelapp import IPKernelApp
from IPython.core.profiledir import ProfileDir
from tornado.ioloop import IOLoop
from traitlets.config import Config

from gpu_runner.guest.protocol import SOCKET_NAMES

# What a kernel's start imports otherwise, once in every fork.
for _name in (
    *("IPython.core.completerlib", "IPython.core.debugger", "IPython.core.logger"),
    *("IPython.core.oinspect", "IPython.extensions.storemagic", "IPython.utils.wildcard"),
    *("ipykernel.debugger", "tornado.platform.asyncio"),
):
    importlib.import_module(_name)

SOCKET_SECONDS = 5.0
CONTROL_SECONDS = 2.0


class SandboxKernelApp(IPKernelApp):  # type: ignore[misc]
    """ipykernel's application without files of its own."""

    name = "ipython-kernel"
    aliases: ClassVar[dict[str, Any]] = {}
    flags: ClassVar[dict[str, Any]] = {}

    def load_config_file(self, *_args: Any, **_kwargs: Any) -> None:
        """Read no configuration: the working directory and the home are not the host's."""

    def init_crash_handler(self) -> None:
        """Write no crash report."""

    def init_profile_dir(self) -> None:
        """Use an empty profile in the home, which is fresh."""
        location = Path.home() / ".ipython" / "profile_default"
        self.profile_dir = ProfileDir(location=str(location))

    def init_connection_file(self) -> None:
        """Need no connection file: everything in it is set already."""

    def write_connection_file(self) -> None:
        """Write no connection file; the host has its own."""

    def init_poller(self) -> None:
        """Watch no parent: the kernel ends with its namespace, or with its process group."""


def configuration(prefix: Path, key: str) -> Config:
    """Return the configuration of a kernel whose sockets are `<prefix>-<port>`."""
    config = Config()
    config.IPKernelApp.transport = "ipc"
    config.IPKernelApp.ip = str(prefix)
    for port, name in enumerate(SOCKET_NAMES, start=1):
        config.IPKernelApp[f"{name}_port"] = port
    config.IPKernelApp.log_level = 50
    config.Session.key = key.encode()
    config.HistoryManager.enabled = False
    config.HistoryAccessor.enabled = False
    config.IPCompleter.use_jedi = False
    config.Completer.use_jedi = False
    return config


def run(prefix: Path, key: str, announce: Callable[[], None]) -> None:
    """Start a kernel, call `announce` once clients can connect, and serve until it is shut down."""
    reseed()
    sys.argv = ["ipykernel"]
    app = SandboxKernelApp.instance(config=configuration(prefix, key))
    app.initialize([])
    open_sockets(prefix)
    # From within the loop: a request that arrives before the streams have their handlers
    # can stay unseen until the next one.
    IOLoop.current().add_callback(announce)
    app.start()
    # At exit ipykernel first ends the thread that sends output. Its control thread may then
    # wait ten seconds for that thread to flush; so let it finish before.
    app.control_thread.join(CONTROL_SECONDS)


def reseed() -> None:
    """Give the child random numbers of its own; Python does it for `random`, NumPy does not."""
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    tempfile._name_sequence = None  # type: ignore[attr-defined]


def open_sockets(prefix: Path) -> None:
    """Let other users connect; who can reach the folder decides who may.

    The heartbeat socket is bound by a thread of its own, so wait for it.
    """
    deadline = time.monotonic() + SOCKET_SECONDS
    for port in range(1, len(SOCKET_NAMES) + 1):
        path = Path(f"{prefix}-{port}")
        while not path.exists():
            if time.monotonic() > deadline:
                raise TimeoutError(f"socket {path.name} does not appear")
            time.sleep(0.001)
        path.chmod(0o777)
