"""Jupyter's side: any Jupyter client can run a kernel in a sandbox.

`SandboxProvisioner` makes the kernelspec `gpu-runner` work in nbclient, papermill or
JupyterLab. `SandboxKernelManager` is for callers that manage slots themselves.
"""

from __future__ import annotations

import asyncio
import secrets
import signal
from collections.abc import Mapping
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import KernelProvisionerBase
from traitlets import Bool, List, Unicode

from gpu_runner.pool import DEFAULT_POOL, Wish
from gpu_runner.sandbox import Ending, SandboxKernel, Slot, Usage

PROVISIONER = "gpu-runner"


class SandboxProvisioner(KernelProvisionerBase):  # type: ignore[misc]
    """Starts kernels in the slot of its manager, or in a default slot of this process.

    The traits can be set in a kernelspec (`metadata.kernel_provisioner.config`). Command
    line and environment that a client passes are ignored: they are the slot's.
    """

    backend = Unicode(
        "", config=True, help="Backend of the default slot; empty: see docs/sandbox.md."
    )
    trust_submissions = Bool(False, config=True, help="Allow a backend without isolation.")
    modules = List(Unicode(), config=True, help="Modules that the default slot imports once.")

    slot: Slot | None = None
    kernel: SandboxKernel | None = None
    """The last kernel; it stays here after its end, for its ending."""
    _running = False
    _own_slot = False

    @property
    def has_process(self) -> bool:
        """Whether a kernel was started and not yet waited for."""
        return self._running

    async def poll(self) -> int | None:
        """Return None while the kernel runs, else its exit code (1 when nobody knows it)."""
        if self.kernel is None:
            return 0
        ending = await asyncio.to_thread(self.kernel.poll)
        return None if ending is None else _code(ending)

    async def wait(self) -> int | None:
        """Wait for the kernel's end and return its exit code."""
        if self.kernel is None:
            return 0
        ending = await asyncio.to_thread(self.kernel.wait)
        self._running = False
        return _code(ending)

    async def send_signal(self, signum: int) -> None:
        """Interrupt for SIGINT, kill for SIGTERM and SIGKILL; others do not reach a sandbox."""
        if self.kernel is None:
            return
        if signum == signal.SIGINT:
            await asyncio.to_thread(self.kernel.interrupt)
        elif signum in (signal.SIGTERM, signal.SIGKILL):
            await asyncio.to_thread(self.kernel.kill)

    async def kill(self, restart: bool = False) -> None:  # noqa: ARG002 - Jupyter's signature
        """Kill the kernel and everything that it started."""
        await self.send_signal(signal.SIGKILL)

    async def terminate(self, restart: bool = False) -> None:  # noqa: ARG002
        """Kill the kernel: process 1 of a namespace would ignore SIGTERM."""
        await self.send_signal(signal.SIGKILL)

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Choose the slot."""
        if self.slot is None:
            self.slot = getattr(self.parent, "slot", None)
        if self.slot is None:
            wish = Wish(
                backend=self.backend,
                trust_submissions=self.trust_submissions,
                modules=tuple(self.modules),
            )
            self.slot = await asyncio.to_thread(DEFAULT_POOL.acquire, wish)
            self._own_slot = True
            self.log.info("kernels run in a slot of backend '%s'", self.slot.backend)
        return {**kwargs, "cmd": []}

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict[str, Any]:  # noqa: ARG002
        """Start a kernel and return how to connect to it."""
        if self.slot is None:
            raise RuntimeError("launch_kernel before pre_launch")
        request = {"kernel_id": self.kernel_id, "key": self.parent.session.key}
        self.kernel = await asyncio.to_thread(self.slot.start_kernel, request)
        self._running = True
        connection: dict[str, Any] = dict(self.kernel.connection)
        connection["key"] = connection["key"].encode()
        self.connection_info = connection
        return connection

    async def cleanup(self, restart: bool = False) -> None:
        """Make sure that the kernel is gone; give a default slot back."""
        if restart:
            return
        if self.kernel is not None:
            await asyncio.to_thread(self.kernel.kill)
        if self._own_slot and self.slot is not None:
            DEFAULT_POOL.release(self.slot)
            self.slot, self._own_slot = None, False

    async def get_provisioner_info(self) -> dict[str, Any]:
        """What a persisting client may store; a sandbox does not outlive its client."""
        return {"kernel_id": self.kernel_id, "connection_info": self.connection_info}

    async def load_provisioner_info(self, provisioner_info: Mapping[str, Any]) -> None:
        """Refuse: the kernel of another client cannot be taken over."""
        raise RuntimeError(f"kernel {provisioner_info.get('kernel_id')} died with its client")


class SandboxKernelManager(AsyncKernelManager):  # type: ignore[misc]
    """Manages kernels in a given slot, for instance for `nbclient.NotebookClient(nb, km=…)`.

    `await start_kernel()`, `client()`, `await interrupt_kernel()`,
    `await shutdown_kernel(now=True)`; then `ending` says why the kernel is gone.
    """

    def __init__(self, *, slot: Slot, **kwargs: Any) -> None:
        # Short: the name is part of a socket's path.
        kwargs.setdefault("kernel_id", secrets.token_hex(6))
        super().__init__(transport="ipc", **kwargs)
        self.slot = slot

    @property
    def kernel_spec(self) -> KernelSpec:
        """The kernelspec, wherever and whether it is installed."""
        metadata = {"kernel_provisioner": {"provisioner_name": PROVISIONER}}
        return KernelSpec(
            argv=[],
            display_name="Sandbox",
            language="python",
            # The warm process sends the signal; a kernel's own thread need not be alive.
            interrupt_mode="signal",
            metadata=metadata,
        )

    @property
    def sandbox_kernel(self) -> SandboxKernel | None:
        """The last kernel that was started, alive or not."""
        return None if self.provisioner is None else self.provisioner.kernel

    @property
    def ending(self) -> Ending | None:
        """Why the kernel is gone; None while it runs, or before its start. Blocks a moment."""
        kernel = self.sandbox_kernel
        return None if kernel is None else kernel.poll()

    @property
    def usage(self) -> Usage:
        """What the kernel used. Blocks a moment."""
        kernel = self.sandbox_kernel
        return Usage() if kernel is None else kernel.usage()


def _code(ending: Ending) -> int:
    return 1 if ending.exit_code is None else ending.exit_code
