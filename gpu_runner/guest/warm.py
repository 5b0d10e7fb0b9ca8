"""The warm process: imports the modules of an assignment, then forks a kernel per request.

    python -m gpu_runner.guest.warm <control socket> <isolation>

It stays single-threaded and never uses what it imports, so that a fork is safe. All
student code runs in the children.
"""

from __future__ import annotations

import gc
import importlib
import importlib.metadata
import os
import platform
import resource
import select
import socket
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any, NamedTuple

from gpu_runner.guest import isolation, kernel, layout, protocol, system, workdir
from gpu_runner.guest.children import Child, Scratch, counters
from gpu_runner.guest.setup import NAMESPACES, PROCESS, Setup

TICK_SECONDS = 0.05
READY = b"R"
READY_FD = 3
OPEN_FOLDER, CLOSED_FOLDER = 0o777, 0o711


class Birth(NamedTuple):
    """What a forked child needs to become a kernel."""

    setup: Setup
    kernel_id: str
    key: str
    ready: int
    """File descriptor for `READY`, or for the reason why not."""
    syscall_filter: Any


class Warm:
    """Answers the host's requests, one after another."""

    def __init__(self, channel: protocol.Channel) -> None:
        self.channel = channel
        self.setup: Setup | None = None
        self.child: Child | None = None
        self.syscall_filter: Any = None
        self.own_pid_namespace = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)

    def serve(self) -> Birth:
        """Serve the host until it is gone. Returns in a forked child only."""
        while True:
            child = self.child
            watching = child is not None and child.status is None
            timeout = TICK_SECONDS if watching else None
            readable, _, _ = select.select([self.channel], [], [], timeout)
            if child is not None:
                child.observe()
            if not readable:
                continue
            request = self.channel.receive()
            if request is None:
                self._leave()
            else:
                reply = self._answer(request)
                if isinstance(reply, Birth):
                    return reply
                self.channel.send(reply)

    def _answer(self, request: dict[str, Any]) -> dict[str, Any] | Birth:
        operation = request["op"]
        if operation == protocol.CONFIGURE:
            return self._configure(Setup.from_message(request["setup"]))
        if operation == protocol.START:
            return self._start(request["kernel_id"], request["key"])
        if self.child is None:
            return {"error": f"{operation}: no kernel was started"}
        if operation == protocol.INTERRUPT:
            self.child.interrupt()
        elif operation == protocol.KILL:
            self.child.kill()
        return self.child.report()

    def _configure(self, setup: Setup) -> dict[str, Any]:
        """Import the modules. What they print goes to the log."""
        started = time.monotonic()
        # Imports make objects that live for ever; looking for garbage among them again and
        # again takes a fifth of the time that TensorFlow takes.
        gc.disable()
        sys.path[:0] = setup.python_path
        for name in setup.modules:
            try:
                importlib.import_module(name)
            except Exception as error:  # noqa: BLE001 - any module may fail in any way
                traceback.print_exc()
                return {"error": f"import {name}: {type(error).__name__}: {error}"}
        if setup.isolation != PROCESS:
            # Only an image is sure to hold libseccomp.
            from gpu_runner.guest import syscalls

            self.syscall_filter = syscalls.build()
        self.setup = setup
        # Objects that exist now are never collected in a child: a collection would write to
        # their pages, and copy them.
        gc.freeze()
        return {
            "python": platform.python_version(),
            "packages": _versions(setup.modules),
            "import_seconds": time.monotonic() - started,
        }

    def _start(self, kernel_id: str, key: str) -> dict[str, Any] | Birth:
        if self.setup is None or (self.child is not None and self.child.status is None):
            return {"error": "a kernel is already running, or the process is not configured"}
        setup = self.setup
        folder = Path(setup.kernels) / kernel_id
        folder.chmod(OPEN_FOLDER if setup.isolation != PROCESS else 0o700)
        before = counters(setup.isolation)
        ours, theirs = socket.socketpair()
        if setup.isolation == NAMESPACES:
            system.unshare(system.CLONE_NEWPID)
        pid = os.fork()
        if pid == 0:
            ours.close()
            return Birth(setup, kernel_id, key, theirs.detach(), self.syscall_filter)
        theirs.close()
        if setup.isolation == NAMESPACES:
            system.setns(self.own_pid_namespace, system.CLONE_NEWPID)
        self.child = Child(pid, setup.isolation, before)
        answer, folders = _read_all(ours, setup.start_seconds)
        alone = setup.isolation == NAMESPACES
        self.child.scratch = Scratch(folders if alone else isolation.scratch(setup.isolation))
        if answer != READY:
            self.child.kill()
            reason = answer.decode(errors="replace") or f"exit code {self.child.status}"
            return {"error": f"the kernel did not start: {reason}"}
        if setup.isolation != PROCESS:
            # The sockets are there; nothing else may be put on the host's disk.
            folder.chmod(CLOSED_FOLDER)
        if setup.isolation == NAMESPACES and isolation.shares_user():
            try:
                isolation.seal_sockets(pid)
            except OSError as error:
                self.child.kill()
                return {"error": f"the kernel was not shut in: {error}"}
        return {"pid": pid}

    def _leave(self) -> None:
        if self.child is not None:
            self.child.kill()
        sys.exit(0)


def _read_all(channel: socket.socket, seconds: float) -> tuple[bytes, list[int]]:
    """Read what a child says until it closes its end, and the directories that it hands over.

    After `seconds` the answer says that there was none in time.
    """
    deadline = time.monotonic() + seconds
    data = b""
    folders: list[int] = []
    with channel:
        while True:
            remaining = max(0.0, deadline - time.monotonic())
            if not select.select([channel], [], [], remaining)[0]:
                return b"no answer in time", folders
            chunk, received, _, _ = socket.recv_fds(channel, 4096, 1)
            folders += received
            if not chunk:
                return data, folders
            data += chunk


def _versions(modules: tuple[str, ...]) -> dict[str, str]:
    """Versions of the packages that `modules` belong to, as far as they tell.

    A module's own word comes first: to find out which package has installed a module means to
    read the file lists of all packages, a tenth of a second for each slot.
    """
    found: dict[str, str] = {}
    for name in sorted({name.partition(".")[0] for name in modules} | {"ipykernel", "IPython"}):
        try:
            own = getattr(sys.modules.get(name), "__version__", None)
            found[name] = own if isinstance(own, str) else importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # a module of the course, not of a package
    return found


def become_kernel(birth: Birth) -> None:
    """Turn this forked child into a kernel; returns when the kernel was shut down."""
    announced = False
    folders: list[int] = []
    gc.enable()

    def announce() -> None:
        nonlocal announced
        with socket.socket(fileno=READY_FD) as channel:
            socket.send_fds(channel, [READY], folders)
        for open_folder in folders:
            os.close(open_folder)
        announced = True

    try:
        _forget_the_parent(birth.ready)
        if birth.setup.isolation == PROCESS:
            folder = _enter_process(birth)
        else:
            isolation.enter(birth.setup, birth.kernel_id, birth.syscall_filter)
            alone = birth.setup.isolation == NAMESPACES
            folder = layout.KERNEL if alone else layout.KERNELS / birth.kernel_id
            if alone:
                # Of this kernel's mounts the warm process sees none by itself.
                folders += [os.open(path, os.O_PATH) for path in isolation.scratch(NAMESPACES)]
        kernel.run(folder / layout.SOCKET_PREFIX, birth.key, announce)
    except Exception as error:
        if announced:
            raise
        os.write(READY_FD, f"{type(error).__name__}: {error}".encode())
        os._exit(1)


def _forget_the_parent(ready: int) -> None:
    """Keep nothing of the warm process open, and stand in a session of one's own."""
    os.setsid()
    if ready != READY_FD:
        os.dup2(ready, READY_FD)
    os.closerange(READY_FD + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    os.close(null)


def _enter_process(birth: Birth) -> Path:
    """Prepare a kernel without isolation: a working directory and the limits of a process."""
    room = Path(birth.setup.work) / birth.kernel_id
    (room / "tmp").mkdir(parents=True)
    os.environ["TMPDIR"] = tempfile.tempdir = str(room / "tmp")
    workdir.create(birth.setup, room / "work")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (birth.setup.file_bytes, hard))
    os.chdir(room / "work")
    return Path(birth.setup.kernels) / birth.kernel_id


def _split_off_init() -> None:
    """Leave process 1 of a container to a small parent that collects orphans.

    Fork detection by process id, as many libraries do it, then also works in a kernel,
    which is process 1 of its own namespace.
    """
    worker = os.fork()
    if worker == 0:
        return
    while True:
        pid, status = os.wait()
        if pid == worker:
            os._exit(abs(os.waitstatus_to_exitcode(status)))


def _listen(path: Path) -> protocol.Channel:
    """Wait for the host at `path`; only the first connection counts."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(str(path))
        # Who may connect is decided by the folder, which belongs to the host's user.
        path.chmod(0o666)
        server.listen(1)
        connection, _ = server.accept()
    path.unlink()
    return protocol.Channel(connection)


def _log_to(path: Path) -> None:
    log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)


def main() -> None:
    """Run the warm process, and each of the kernels that are forked from it."""
    control, kind = Path(sys.argv[1]), sys.argv[2]
    if kind == PROCESS:
        system.adopt_orphans()
    else:
        _split_off_init()
        layout.KERNEL.mkdir(exist_ok=True)
        workdir.fill(layout.HOME, layout.SKELETON)
    _log_to(control.parent / layout.LOG)
    birth = Warm(_listen(control)).serve()
    become_kernel(birth)


if __name__ == "__main__":
    main()
