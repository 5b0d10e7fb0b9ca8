"""The `process` backend: kernels as ordinary processes of this host, for development only.

It keeps the interface and the warm start, and nothing else: code in such a kernel can
read and write whatever its user can, and reach the network.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

from gpu_runner import slotdir
from gpu_runner.environment import kernel_environment
from gpu_runner.errors import BackendUnavailable
from gpu_runner.guest import layout
from gpu_runner.guest.setup import PROCESS, Setup
from gpu_runner.sandbox import SlotSpec
from gpu_runner.slotdir import SlotDirectory
from gpu_runner.warm_slot import Autopsy, Plan, WarmSlot, peer_folder

EXIT_SECONDS = 10.0
WARNING = (
    "gpu-runner: the 'process' backend does not isolate anything. Code in its kernels can read\n"
    "and change every file of yours and use the network. Run only code that you trust."
)
_PACKAGE_PARENT = Path(__file__).resolve().parent.parent


class LocalProcess:
    """A warm process on the host."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def autopsy(self) -> Autopsy:
        """See `Vessel.autopsy`."""
        code = self._process.poll()
        if code is None:
            return Autopsy(alive=True, out_of_memory=False, detail="the warm process runs")
        return Autopsy(False, False, f"the warm process ended with exit code {code}")

    def destroy(self, *, at_once: bool = False) -> None:
        """See `Vessel.destroy`."""
        try:
            self._process.wait(0 if at_once else EXIT_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(EXIT_SECONDS)


class ProcessBackend:
    """Opens slots without isolation. Prints a warning once per process."""

    name = "process"
    _warned = False

    def check(self) -> None:
        """See `Backend.check`."""
        if sys.platform != "linux":
            raise BackendUnavailable(
                f"the 'process' backend needs Linux, this is {sys.platform}",
                hint="run it in a Linux virtual machine or container",
            )

    def identity(self) -> Mapping[str, str]:
        """See `Backend.identity`: the packages of this environment."""
        packages = {found.name: found.version for found in metadata.distributions()}
        return {"backend": self.name, "python": sys.version, **dict(sorted(packages.items()))}

    def open_slot(self, spec: SlotSpec, *, wait: bool = True) -> WarmSlot:
        """See `Backend.open_slot`."""
        self.check()
        if not ProcessBackend._warned:
            print(WARNING, file=sys.stderr)
            ProcessBackend._warned = True
        peers = peer_folder(spec)
        directory = slotdir.create()
        (directory.path / "home").mkdir()
        setup = Setup(
            isolation=PROCESS,
            modules=spec.modules,
            python_path=tuple(str(path) for path in spec.python_path),
            files=None if spec.files is None else str(spec.files),
            links={name: str(path.resolve()) for name, path in spec.links.items()},
            kernels=str(directory.kernels),
            work=str(directory.work),
            pids=spec.limits.pids,
            file_bytes=spec.limits.file_bytes,
            scratch_bytes=spec.limits.scratch_bytes,
            start_seconds=spec.limits.start_seconds,
        )
        host_paths = [*spec.mounts.values(), *spec.python_path, *spec.links.values()]
        plan = Plan(
            backend=self.name,
            setup=setup,
            launch=lambda directory: _launch(directory, spec),
            places=tuple((path, str(path.resolve())) for path in host_paths),
            environment={"backend": self.name, "isolation": "none"},
            peers=None if peers is None else str(peers),
        )
        return WarmSlot(spec, directory, plan, wait=wait)


def _launch(directory: SlotDirectory, spec: SlotSpec) -> LocalProcess:
    path = f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin"
    environment = kernel_environment(spec, home=str(directory.path / "home"), path=path)
    # -P: the working directory is no place to import from. The package may be run from a
    # checkout that is not installed.
    environment.setdefault("PYTHONPATH", str(_PACKAGE_PARENT))
    socket = directory.control / layout.CONTROL_SOCKET
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "gpu_runner.guest.warm", str(socket), PROCESS],
        env=environment,
        cwd=directory.path,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    return LocalProcess(process)
