"""The `bubblewrap` backend: a sandbox of this host, with its Python and packages, no image.

For root it isolates as Docker does. For an ordinary user the sandbox is in a user
namespace, and every kernel has the user's own id outside of it. Either way each kernel is
forked into namespaces of its own (`gpu_runner.guest.isolation`).
"""

from __future__ import annotations

import ctypes.util
import math
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any

from gpu_runner import cgroups, launcher, slotdir
from gpu_runner.bwrap_arguments import (
    GUEST,
    Host,
    sandbox_arguments,
    slot_mounts,
    warm_command,
)
from gpu_runner.container import WARM_PROCESSES, guest_setup, places
from gpu_runner.environment import kernel_environment
from gpu_runner.errors import BackendUnavailable, SlotFailed
from gpu_runner.guest import layout
from gpu_runner.guest.setup import NAMESPACES
from gpu_runner.host_paths import check_readable
from gpu_runner.limits import Limits
from gpu_runner.sandbox import SlotSpec
from gpu_runner.settings import Settings
from gpu_runner.slotdir import SlotDirectory
from gpu_runner.warm_slot import Autopsy, Plan, WarmSlot, peer_folder

PROBE_SECONDS = 60
EXIT_SECONDS = 5.0
USER_NAMESPACES = (
    "allow user namespaces (sysctl kernel.unprivileged_userns_clone=1 or "
    "kernel.apparmor_restrict_unprivileged_userns=0), run as root, or use Docker"
)
PROBE = """
import os
from gpu_runner.guest import syscalls, system
syscalls.build()
system.unshare(system.CLONE_NEWPID)
child = os.fork()
if child == 0:
    system.unshare(
        system.CLONE_NEWNS | system.CLONE_NEWIPC | system.CLONE_NEWUTS | system.CLONE_NEWNET
    )
    system.mount("none", "/", flags=system.MS_REC | system.MS_PRIVATE)
    system.mount("proc", "/proc", "proc")
    system.mount("scratch", "/tmp", "tmpfs", options="size=1m")
    os._exit(0 if os.getpid() == 1 else 1)
raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
"""What a warm process must be allowed to do for each kernel."""


class _Starter:
    """Starts sandboxes from one thread that lives as long as this program.

    A sandbox ends with the *thread* that started it (`--die-with-parent`), and callers may
    open slots from threads that come and go.
    """

    def __init__(self) -> None:
        self.renew()
        # A forked child has this object, but not its thread.
        os.register_at_fork(after_in_child=self.renew)

    def renew(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="bubblewrap")

    def start(self, *arguments: Any) -> subprocess.Popen[bytes]:
        return self._thread.submit(_start, *arguments).result()


_starter = _Starter()


@dataclass(frozen=True, kw_only=True)
class Promise:
    """What keeps the limits on this host."""

    limited: frozenset[str]
    """Controllers of a control group: memory, pids, cpu."""

    @property
    def complete(self) -> bool:
        """Whether a control group keeps them all."""
        return self.limited == frozenset(cgroups.LIMITING)

    def describe(self) -> dict[str, str]:
        """Say it, for the record and for staff."""
        weaker = {
            "memory": "RLIMIT_DATA, for each process alone",
            "pids": "RLIMIT_NPROC",
            "cpu": "processor affinity",
        }
        return {
            name: "control group" if name in self.limited else text for name, text in weaker.items()
        }


class SandboxVessel:
    """A local sandbox with a warm process."""

    def __init__(self, process: subprocess.Popen[bytes], group: cgroups.ControlGroup) -> None:
        self._process = process
        self._group = group
        self._out_of_memory = False

    def autopsy(self) -> Autopsy:
        """See `Vessel.autopsy`."""
        code = self._process.poll()
        if code is None:
            return Autopsy(alive=True, out_of_memory=False, detail="the sandbox runs")
        self._out_of_memory = self._out_of_memory or self._group.out_of_memory()
        return Autopsy(False, self._out_of_memory, f"the sandbox ended with exit code {code}")

    def destroy(self, *, at_once: bool = False) -> None:
        """See `Vessel.destroy`."""
        try:
            self._process.wait(0 if at_once else EXIT_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(EXIT_SECONDS)
        self.autopsy()
        self._group.remove()


_REPLACED = Path("/tmp")  # noqa: S108 - each kernel has its own
"""What is below this folder on the host cannot be seen in a sandbox."""


class BubblewrapBackend:
    """Opens slots in sandboxes of this host."""

    name = "bubblewrap"

    def __init__(self, settings: Settings | None = None, *, as_root: bool | None = None) -> None:
        self.settings = settings or Settings.from_environment()
        self.as_root = os.geteuid() == 0 if as_root is None else as_root

    def check(self) -> None:
        """See `Backend.check`: a sandbox is started, and does what each kernel needs."""
        host = self._host()
        for setting in ("runtime", "image"):
            if getattr(self.settings, setting):
                raise BackendUnavailable(
                    f"GPU_RUNNER_{setting.upper()} asks for Docker, not for a local sandbox",
                    hint=f"start Docker, or unset GPU_RUNNER_{setting.upper()}",
                )
        if self.settings.isolation != NAMESPACES:
            raise BackendUnavailable(
                f"a local sandbox isolates by namespaces, not by {self.settings.isolation}",
                hint="start Docker, or unset GPU_RUNNER_ISOLATION",
            )
        for path in (sys.prefix, sys.base_prefix, str(Path(__file__).resolve().parent)):
            if Path(path).resolve().is_relative_to(_REPLACED):
                raise BackendUnavailable(
                    f"{path} is below {_REPLACED}, which is private in a local sandbox",
                    hint="install this package, and its Python, in another folder",
                )
        if ctypes.util.find_library("seccomp") is None:
            hint = "apt install libseccomp2, or dnf install libseccomp"
            raise BackendUnavailable("libseccomp is not on this host", hint=hint)
        command = sandbox_arguments(
            host, as_root=self.as_root, mounts=(), command=[host.python, "-P", "-c", PROBE]
        )
        environment = _environment(SlotSpec(), host)
        try:
            done = subprocess.run(
                command, env=environment, capture_output=True, timeout=PROBE_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise BackendUnavailable(f"a local sandbox does not start: {error}") from error
        if done.returncode != 0:
            raise _refused(done.stderr.decode(errors="replace"), as_root=self.as_root)

    def identity(self) -> Mapping[str, str]:
        """See `Backend.identity`: the packages of this environment."""
        packages = {found.name: found.version for found in metadata.distributions()}
        return {"backend": self.name, "python": sys.version, **dict(sorted(packages.items()))}

    def promise(self) -> Promise:
        """Find out what can keep the limits here; makes a control group and removes it."""
        return Promise(limited=cgroups.supported())

    def describe(self) -> str:
        """One line for the caller: whose sandbox it is, and what keeps the limits."""
        user = "as root" if self.as_root else "in a user namespace"
        kept = self.promise().describe()
        return f"{user}; " + ", ".join(f"{name}: {how}" for name, how in kept.items())

    def open_slot(self, spec: SlotSpec, *, wait: bool = True) -> WarmSlot:
        """See `Backend.open_slot`. A GPU is never leased: everything runs on the CPU."""
        host = self._host()
        check_readable(spec, by_others=self.as_root)
        peers = peer_folder(spec)
        promise = self.promise()
        setup = guest_setup(spec, NAMESPACES)
        if "pids" not in promise.limited:
            # The kernel's own fence is twice as wide, for it is meant to be the second one.
            setup = replace(setup, pids=max(1, spec.limits.pids // 2))
        plan = Plan(
            backend=self.name,
            setup=setup,
            launch=lambda directory: self._launch(spec, directory, host, peers, promise),
            places=tuple((place.host, place.inside) for place in places(spec)),
            environment={
                "backend": self.name,
                "isolation": NAMESPACES,
                "user": "root" if self.as_root else "user namespace",
                "limits_kept_by": promise.describe(),
                "gpu": None,
            },
            peers=None if peers is None else str(layout.PEER),
        )
        return WarmSlot(spec, slotdir.create(), plan, wait=wait)

    def _host(self) -> Host:
        bwrap = shutil.which("bwrap")
        if sys.platform != "linux" or bwrap is None:
            raise BackendUnavailable(
                "bubblewrap is not on this host: there is no bwrap on the PATH",
                hint="apt install bubblewrap, or dnf install bubblewrap",
            )
        return Host.find(bwrap)

    def _launch(
        self,
        spec: SlotSpec,
        directory: SlotDirectory,
        host: Host,
        peers: Path | None,
        promise: Promise,
    ) -> SandboxVessel:
        group = cgroups.create(spec.limits, pids=spec.limits.pids + WARM_PROCESSES)
        if not promise.limited <= group.limited:
            group.remove()
            raise SlotFailed("a control group could be made before, and cannot now")
        command = [
            *(sys.executable, "-I", "-S", launcher.__file__),
            launch_plan(spec.limits, group),
            *sandbox_arguments(
                host,
                as_root=self.as_root,
                mounts=slot_mounts(spec, directory, peers, group.places()),
                command=warm_command(host, NAMESPACES),
            ),
        ]
        try:
            process = _starter.start(command, _environment(spec, host), directory)
        except BaseException:
            group.remove()
            raise
        return SandboxVessel(process, group)


def launch_plan(limits: Limits, group: cgroups.ControlGroup) -> str:
    """Return what the launcher does: it enters the group, or limits what no group does."""
    return launcher.plan(
        groups=group.members,
        memory_bytes=None if "memory" in group.limited else limits.memory_bytes,
        cpus=None if "cpu" in group.limited else math.ceil(limits.cpus),
    )


def _environment(spec: SlotSpec, host: Host) -> dict[str, str]:
    path = f"{Path(host.python).parent}:/usr/bin:/bin"
    environment = kernel_environment(spec, home=str(layout.HOME), path=path)
    # The guest program first: nothing else of this package is visible.
    own = environment.get("PYTHONPATH")
    return {**environment, "PYTHONPATH": f"{GUEST}:{own}" if own else GUEST}


def _start(
    command: list[str], environment: Mapping[str, str], directory: SlotDirectory
) -> subprocess.Popen[bytes]:
    # What bwrap complains about is in the warm process's log.
    with (directory.control / layout.LOG).open("ab") as log:
        return subprocess.Popen(
            command,
            env=environment,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _refused(complaint: str, *, as_root: bool) -> BackendUnavailable:
    """Explain why the probe failed."""
    last = complaint.strip().splitlines()[-1:] or ["without a word"]
    message = f"a local sandbox is refused: {last[0]}"
    if "pyseccomp" in complaint:
        return BackendUnavailable(message, hint="pip install pyseccomp")
    hint = USER_NAMESPACES if not as_root else "this container may not make sandboxes: use Docker"
    return BackendUnavailable(message, hint=hint)
