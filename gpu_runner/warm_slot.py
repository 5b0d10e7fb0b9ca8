"""A slot around a warm process, whatever holds it: a container or a process of the host."""

from __future__ import annotations

import contextlib
import re
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Protocol, Self

from gpu_runner.control import Control
from gpu_runner.endings import Evidence, classify, reached
from gpu_runner.errors import RunnerFailure, SlotFailed
from gpu_runner.guest import layout, protocol
from gpu_runner.guest.setup import CONTAINER, NAMESPACES, Setup
from gpu_runner.sandbox import Ending, EndReason, Slot, SlotSpec, Usage
from gpu_runner.slotdir import LONGEST_KERNEL_ID, SlotDirectory

ANSWER_SECONDS = 15.0
"""Time for a reply that needs no work; a busy host is slow, a dead one silent."""
EXIT_SECONDS = 0.5
POLL_SECONDS = 0.02
_KERNEL_ID = re.compile(rf"[A-Za-z0-9_-]{{1,{LONGEST_KERNEL_ID}}}")


class Autopsy(NamedTuple):
    """What is known about a vessel."""

    alive: bool
    out_of_memory: bool
    detail: str


class Vessel(Protocol):
    """What holds a warm process."""

    def autopsy(self) -> Autopsy:
        """Look at it. Never raises: an engine that does not answer is a finding."""

    def destroy(self, *, at_once: bool = False) -> None:
        """End and remove it with everything in it. May be called twice.

        A warm process ends by itself, and its kernel with it, when its control connection is
        closed. `at_once` waits for nothing: there is no kernel.
        """


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How a backend makes the warm processes of one slot."""

    backend: str
    setup: Setup
    launch: Callable[[SlotDirectory], Vessel]
    places: tuple[tuple[Path, str], ...]
    """Host path and where the kernels see it."""
    environment: Mapping[str, Any]
    peers: str | None
    """Where the kernels see the socket folders of the peer."""
    on_idle: Callable[[], None] = lambda: None
    """Called after each kernel; raises `RunnerFailure` when the slot must not go on."""
    on_close: Callable[[], None] = lambda: None


class _Warm(NamedTuple):
    vessel: Vessel
    control: Control
    packages: Mapping[str, Any]

    def destroy(self) -> None:
        self.control.close()
        self.vessel.destroy()


class WarmKernel:
    """A kernel forked from a warm process."""

    def __init__(self, slot: WarmSlot, warm: _Warm, kernel_id: str, key: str) -> None:
        self.kernel_id = kernel_id
        ports = {f"{name}_port": n for n, name in enumerate(protocol.SOCKET_NAMES, start=1)}
        self.connection: dict[str, Any] = {
            "transport": "ipc",
            "ip": str(slot.directory.kernels / kernel_id / layout.SOCKET_PREFIX),
            "key": key,
            "signature_scheme": "hmac-sha256",
            **ports,
        }
        self._slot = slot
        self._warm = warm
        self._lock = threading.RLock()
        self._ending: Ending | None = None
        self._usage = Usage()

    def poll(self) -> Ending | None:
        """See `SandboxKernel.poll`."""
        return self._ask(protocol.POLL)

    def interrupt(self) -> None:
        """See `SandboxKernel.interrupt`."""
        self._ask(protocol.INTERRUPT)

    def kill(self) -> Ending:
        """See `SandboxKernel.kill`."""
        with self._lock:
            ending = self._ask(protocol.KILL)
            if ending is None:
                raise SlotFailed(f"kernel {self.kernel_id} survived SIGKILL")
            return ending

    def wait(self, timeout: float | None = None) -> Ending:
        """See `SandboxKernel.wait`."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while (ending := self.poll()) is None:
            if deadline is not None and time.monotonic() > deadline:
                raise TimeoutError(f"kernel {self.kernel_id} still runs after {timeout:g} s")
            time.sleep(POLL_SECONDS)
        return ending

    def usage(self) -> Usage:
        """See `SandboxKernel.usage`."""
        self.poll()
        return self._usage

    def _ask(self, operation: str) -> Ending | None:
        with self._lock:
            if self._ending is not None:
                return self._ending
            killed = operation == protocol.KILL
            try:
                report = self._warm.control.request(operation, seconds=ANSWER_SECONDS)
            except SlotFailed as failure:
                return self._end(self._post_mortem(failure, killed=killed))
            self._usage = Usage(*(report[field] for field in Usage._fields))
            if report["running"]:
                return None
            evidence = Evidence.from_report(
                report, killed_by_caller=killed, isolated=self._slot.isolated
            )
            return self._end(classify(evidence))

    def _post_mortem(self, failure: SlotFailed, *, killed: bool) -> Ending:
        """Classify an end that the warm process did not survive, or could not report."""
        # A container whose first process was just killed needs a moment to be "exited".
        deadline = time.monotonic() + EXIT_SECONDS
        while (autopsy := self._warm.vessel.autopsy()).alive and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
        self._warm.destroy()
        if autopsy.alive and killed:
            return Ending(EndReason.KILLED, None, f"Removed with its sandbox: {failure.message}.")
        return classify(
            Evidence(
                status=None,
                killed_by_caller=killed,
                sandbox_alive=False,
                sandbox_out_of_memory=autopsy.out_of_memory,
                sandbox_detail=f"{failure.message}; {autopsy.detail}",
            )
        )

    def _end(self, ending: Ending) -> Ending:
        self._ending = ending
        self._usage = reached(self._usage, ending.reason, self._slot.spec.limits)
        self._slot.kernel_ended(self, ending.reason)
        return ending


class WarmSlot:
    """A slot whose kernels are forks of one warm process (or of one each, see `CONTAINER`)."""

    def __init__(
        self, spec: SlotSpec, directory: SlotDirectory, plan: Plan, *, wait: bool = True
    ) -> None:
        self.backend = plan.backend
        self.spec = spec
        self.directory = directory
        self.isolated = plan.setup.isolation == NAMESPACES
        self._plan = plan
        self._lock = threading.RLock()
        self._background = ThreadPoolExecutor(1, thread_name_prefix=f"slot-{directory.name}")
        self._next: Future[_Warm] | None = None
        self._warm: _Warm | None = None
        self._kernel: WarmKernel | None = None
        self._closed = False
        if not wait:
            self._next = self._background.submit(self._launch)
            return
        try:
            self._warm = self._launch()
        except BaseException:
            self.close()
            raise

    @property
    def environment(self) -> Mapping[str, Any]:
        """See `Slot.environment`."""
        packages = self._warm.packages if self._warm else {}
        return {**self._plan.environment, **packages, "limits": asdict(self.spec.limits)}

    def inside(self, host_path: Path) -> str:
        """See `Slot.inside`."""
        wanted = host_path.resolve()
        found = [
            (host.resolve(), inside)
            for host, inside in self._plan.places
            if wanted.is_relative_to(host.resolve())
        ]
        if not found:
            raise ValueError(f"{host_path} is not mounted in slot {self.directory.name}")
        host, inside = max(found, key=lambda place: len(place[0].parts))
        return str(Path(inside) / wanted.relative_to(host))

    def peer_directory(self, kernel_id: str) -> str:
        """See `Slot.peer_directory`."""
        if self._plan.peers is None:
            raise ValueError(f"slot {self.directory.name} has no peer")
        return f"{self._plan.peers}/{kernel_id}"

    def start_kernel(self, connection: Mapping[str, Any]) -> WarmKernel:
        """See `Slot.start_kernel`; `connection` may also set `kernel_id`."""
        kernel_id = str(connection.get("kernel_id") or secrets.token_hex(6))
        if not _KERNEL_ID.fullmatch(kernel_id):
            raise ValueError(f"kernel_id {kernel_id!r}: 1 to {LONGEST_KERNEL_ID} of A-Za-z0-9_-")
        key = connection.get("key") or secrets.token_hex(32)
        key = key.decode() if isinstance(key, bytes) else str(key)
        with self._lock:
            if self._closed:
                raise SlotFailed(f"slot {self.directory.name} is closed")
            if self._kernel is not None and self._kernel.poll() is None:
                raise SlotFailed(f"slot {self.directory.name} already runs a kernel")
            warm = self._ready()
            self.directory.add_kernel(kernel_id)
            seconds = self.spec.limits.start_seconds + ANSWER_SECONDS
            try:
                warm.control.request(protocol.START, seconds=seconds, kernel_id=kernel_id, key=key)
            except SlotFailed as failure:
                self._discard()
                raise self._explained(failure) from failure
            self._kernel = WarmKernel(self, warm, kernel_id, key)
            return self._kernel

    def kernel_ended(self, kernel: WarmKernel, reason: EndReason) -> None:
        """Clean up after a kernel; prepare the next container where each serves one only."""
        self.directory.remove_kernel(kernel.kernel_id)
        # Engine and control group remember for good that memory ran out once: a later end
        # of the same container would be blamed on it.
        spoiled = reason in (EndReason.LOST, EndReason.OUT_OF_MEMORY)
        try:
            self._plan.on_idle()
        except RunnerFailure:
            # The next kernel gets a sandbox that does not know this one's.
            spoiled = True
        if spoiled or self._plan.setup.isolation == CONTAINER:
            self._discard()
        if self._plan.setup.isolation == CONTAINER and not self._closed:
            self._next = self._background.submit(self._launch)

    def close(self) -> None:
        """See `Slot.close`."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        with contextlib.ExitStack() as stack:
            # From the last to the first, each of them whatever becomes of the others.
            stack.callback(self._plan.on_close)
            stack.callback(self.directory.remove)
            stack.callback(self._discard)
            stack.callback(self._forget_next)
            if self._kernel is not None:
                # What does not die now dies with its sandbox.
                with contextlib.suppress(SlotFailed):
                    self._kernel.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _ready(self) -> _Warm:
        """Return a warm process: the one at hand, the prepared one, or a new one."""
        if self._warm is None and self._next is not None:
            # A failed one is forgotten: the next kernel gets a new one.
            prepared, self._next = self._next, None
            self._warm = prepared.result()
        if self._warm is not None and not self._warm.vessel.autopsy().alive:
            self._discard()
        if self._warm is None:
            self._warm = self._launch()
        return self._warm

    def _launch(self) -> _Warm:
        seconds = self.spec.limits.start_seconds
        vessel = self._plan.launch(self.directory)
        control = None
        try:
            control = Control.connect(
                self.directory.control / layout.CONTROL_SOCKET,
                seconds=seconds,
                alive=lambda: vessel.autopsy().alive,
            )
            setup = self._plan.setup.to_message()
            packages = control.request(protocol.CONFIGURE, seconds=seconds, setup=setup)
        except BaseException as error:
            detail = vessel.autopsy().detail
            if control is not None:
                control.close()
            vessel.destroy(at_once=True)
            if isinstance(error, SlotFailed):
                raise self._explained(error, detail) from error
            raise
        return _Warm(vessel, control, packages)

    def _forget_next(self) -> None:
        if self._next is not None and self._next.exception() is None:
            self._next.result().destroy()
        self._background.shutdown()

    def _discard(self) -> None:
        if self._warm is not None:
            self._warm.destroy()
            self._warm = None

    def _explained(self, failure: SlotFailed, detail: str = "") -> SlotFailed:
        log = self.directory.log_tail()
        hint = f"its log ends with:\n{log}" if log else "gpu-runner doctor checks this host"
        message = f"{self.backend} slot {self.directory.name}: {failure.message}"
        return SlotFailed(f"{message} ({detail})" if detail else message, hint=hint)


def peer_folder(spec: SlotSpec) -> Path | None:
    """Return the host folder with the socket folders of the spec's peer.

    Raises `SlotFailed` when the peer is not a slot of this package.
    """
    peer: Slot | None = spec.peer
    if peer is None:
        return None
    if not isinstance(peer, WarmSlot):
        raise SlotFailed(f"a slot of backend '{peer.backend}' cannot be a peer")
    return peer.directory.kernels
