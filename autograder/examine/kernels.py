"""A kernel in a slot, driven cell by cell from outside, within limits.

nbclient runs the cells; this module adds what a grader needs beside it: an end to every wait, a
count of output bytes, and a name for how a cell or a kernel ended.
"""

from __future__ import annotations

import ast
import asyncio
import contextlib
import time
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from queue import Empty
from typing import Any

import nbformat
import zmq
from nbclient import NotebookClient
from nbclient.client import CellExecutionComplete
from nbclient.exceptions import CellExecutionError, DeadKernelError

from autograder.examine.relay import Relay
from autograder.results import Verdict
from gpu_runner import slotdir
from gpu_runner.errors import RunnerFailure
from gpu_runner.limits import Limits
from gpu_runner.provisioner import SandboxKernelManager
from gpu_runner.sandbox import Ending, EndReason, Slot, Usage

GRACE_SECONDS = 1.0
"""How long an interrupted cell may take to stop before its kernel is killed."""

_LATE_SECONDS = 0.1
"""A wake-up that comes so much too late was held up."""

_OVERHEAD_BYTES = 1 << 20
"""What Jupyter adds to an output, generously."""
_TIMES_ALL = 4
"""What may arrive in all, in the largest single messages: replies, errors and state count too."""

_ENDINGS = {
    EndReason.OUT_OF_MEMORY: Verdict.OUT_OF_MEMORY,
    EndReason.TOO_MANY_PROCESSES: Verdict.TOO_MANY_PROCESSES,
}


class SandboxLost(Exception):
    """The sandbox failed, not the code in it. The examination is to be repeated."""


@dataclass(frozen=True)
class CellEnd:
    """How one cell ended. All fields are empty if it ran to its end.

    `limit` names a limit that ended it; `error` is the exception's name and text.
    """

    limit: Verdict | None = None
    error: tuple[str, str] | None = None
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        return self.limit is None and self.error is None

    @property
    def reason(self) -> str:
        """The exception as Python prints it."""
        return ": ".join(part for part in self.error or () if part)


_MALFORMED = (
    ArithmeticError,
    AttributeError,
    IndexError,
    KeyError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What comes of reading a message that is not what Jupyter's protocol says."""


class _Client(NotebookClient):  # type: ignore[misc]  # nbclient is untyped for mypy
    """nbclient that expects nothing good of its kernel.

    Student code shares a process with the kernel's end of the channels and can send anything. The
    bytes of all outputs are counted, none is taken past a limit, and what is no output is dropped.
    """

    def __init__(self, notebook: Any, limit: int, *, trusted: bool, **options: Any) -> None:
        super().__init__(notebook, **options)
        self.limit = limit
        self.trusted = trusted
        self.output_bytes = 0
        self.flooded = asyncio.Event()

    def connect(self, client: Any) -> None:
        """Use `client`, whose channels are started."""
        self.kc = client
        _guard(client.shell_channel, lambda _: None)
        _guard(client.iopub_channel, self._count)

    def _count(self, message: Mapping[str, Any]) -> None:
        """Add the size of `message`; past the limit `flooded` is set for good.

        What the grader's own code prints is no student's fault: of it the rest is dropped.
        """
        self.output_bytes += _size(message["content"])
        self.output_bytes += sum(memoryview(data).nbytes for data in message["buffers"])
        if self.output_bytes > self.limit and not self.trusted:
            self.flooded.set()

    def process_message(self, msg: dict[str, Any], cell: Any, cell_index: int) -> Any:
        kind = str(msg["msg_type"])
        # Widgets need a front end; nbclient would act one.
        full = self.output_bytes > self.limit
        if kind.startswith("comm") or (full and kind != "status"):
            return None
        try:
            return super().process_message(msg, cell, cell_index)
        except CellExecutionComplete:
            raise
        except Exception:  # noqa: BLE001 - nbclient and nbformat trust what a kernel says
            return None


async def _wait(tasks: Set[asyncio.Future[Any]], seconds: float) -> None:
    """Wait until one of `tasks` is done, for `seconds` in which this process could see it.

    All examinations share one thread. What held it up, such as an engine that took its time, was
    not the fault of the code that is waited for: it gets the time that was lost.
    """
    started = time.monotonic()
    await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    lost = time.monotonic() - started - seconds
    if lost > _LATE_SECONDS and not any(task.done() for task in tasks):
        await asyncio.wait(tasks, timeout=lost, return_when=asyncio.FIRST_COMPLETED)


def _guard(channel: Any, seen: Callable[[Mapping[str, Any]], None]) -> None:
    """Let `channel` drop what is no message, and show every other one to `seen`."""
    receive = channel.get_msg

    async def get_msg(timeout: float | None = None) -> Any:
        while True:
            # A channel that is never empty would not let anything else run.
            await asyncio.sleep(0)
            try:
                message = await receive(timeout=timeout)
                message["parent_header"].get("msg_id")
                seen(message)
            except _MALFORMED:
                continue
            return message

    channel.get_msg = get_msg


def _size(value: Any) -> int:
    """Bytes of text in a message's content, roughly; containers count a little as well."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Mapping):
        return 16 + sum(_size(item) for item in value.values())
    if isinstance(value, list):
        return 16 + sum(_size(item) for item in value)
    return 8


class _Line:
    """Puts a relay between a client and its kernel, so that huge messages cost no memory."""

    def __init__(self, limit: int, exceeded: Callable[[], None]) -> None:
        self._part = limit + _OVERHEAD_BYTES
        self._relay = Relay(_TIMES_ALL * self._part, exceeded)
        self._folder = slotdir.create()

    async def open(self, client: Any) -> None:
        """Let `client`, which has no channels yet, connect to the relay."""
        kernel, prefix = client.ip, self._folder.control / "k"
        for port in (client.shell_port, client.iopub_port):
            await self._relay.listen(Path(f"{prefix}-{port}"), Path(f"{kernel}-{port}"))
        client.ip = str(prefix)
        client.context.setsockopt(zmq.MAXMSGSIZE, self._part)

    async def close(self) -> None:
        await self._relay.close()
        await asyncio.to_thread(self._folder.remove)


class Kernel:
    """One kernel, from fork to kill. Use `start` and, always, `stop`."""

    def __init__(self, slot: Slot, limits: Limits, *, trusted: bool = False) -> None:
        """Prepare a kernel in `slot`; only the grader's own code may run in a `trusted` one."""
        self.limits = limits
        self.manager = SandboxKernelManager(slot=slot)
        notebook = nbformat.v4.new_notebook()
        self._client = _Client(
            notebook,
            limits.output_bytes,
            trusted=trusted,
            km=self.manager,
            timeout=None,
            allow_errors=True,
            raise_on_iopub_timeout=False,
            iopub_timeout=2,
            store_widget_state=False,
            record_timing=False,
            skip_cells_with_tag="",
        )
        self._pump: asyncio.Task[None] | None = None
        self._line = None if trusted else _Line(limits.output_bytes, self._client.flooded.set)

    @property
    def ending(self) -> Ending | None:
        """How the kernel ended, or None while it lives."""
        return self.manager.ending

    @property
    def usage(self) -> Usage:
        return self.manager.usage

    @property
    def output_bytes(self) -> int:
        return self._client.output_bytes

    async def start(self) -> None:
        """Fork the kernel and wait until it answers.

        Raises:
            SandboxLost: it did not answer in time, or could not be forked.
        """
        try:
            await self.manager.start_kernel()
        except RunnerFailure as failure:
            raise SandboxLost(str(failure)) from failure
        client = self.manager.client()
        if self._line is not None:
            await self._line.open(client)
        # The others would take messages as well, and nobody would look at them.
        client.start_channels(stdin=False, hb=False, control=False)
        self._client.connect(client)
        try:
            async with asyncio.timeout(self.limits.start_seconds):
                # The reply shows that the shell answers; the idle status, that outputs arrive.
                await self._silently("None", None)
        except (TimeoutError, DeadKernelError) as error:
            raise SandboxLost(f"the kernel did not start: {self.ending or error}") from error

    async def run(self, cell: Any, seconds: float, *, grace: float = GRACE_SECONDS) -> CellEnd:
        """Execute a notebook cell, filling in its outputs.

        A cell that takes longer is interrupted and, if it ignores that for `grace` seconds, killed
        with its kernel.
        """
        started = time.monotonic()
        if self.ending is not None:
            return CellEnd(limit=self.verdict_on_death())
        await self._stop_pump()
        # nbclient stores the cell back at its index; its own one-cell notebook does for that.
        self._client.nb.cells = [cell]
        self._client.reset_execution_trackers()  # displays of other cells cannot be updated
        task = asyncio.create_task(self._client.async_execute_cell(cell, 0))
        # Looked at, or asyncio prints the error of a cell that an interrupted batch leaves behind.
        task.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
        limit = await self._await(task, seconds, grace)
        elapsed = time.monotonic() - started
        self._pump = asyncio.create_task(self._drain())
        if limit is not None:
            return CellEnd(limit=limit, seconds=elapsed)
        return CellEnd(error=_error_of(cell), seconds=elapsed)

    async def _await(self, task: asyncio.Task[Any], seconds: float, grace: float) -> Verdict | None:
        """Wait for a cell; returns the limit that ended it, if one did."""
        flood = asyncio.create_task(self._client.flooded.wait())
        limit = None
        try:
            await _wait({task, flood}, seconds)
            if not task.done() or self._client.flooded.is_set():
                flooded = self._client.flooded.is_set()
                limit = Verdict.OUTPUT_LIMIT if flooded else Verdict.TIMEOUT
                await self._interrupt(task, grace)
            # A kernel that died of its own accord explains more than the limit it hit with it.
            with contextlib.suppress(CellExecutionError, asyncio.CancelledError):
                await task
        except DeadKernelError:
            return limit or self.verdict_on_death()
        except _MALFORMED as problem:
            # A reply that nbclient cannot read: in a candidate, of student code in its place.
            await self.kill()
            if self._client.trusted:
                raise SandboxLost(f"the examiner's reply: {problem!r}") from problem
            return limit or Verdict.KERNEL_DIED
        else:
            return limit
        finally:
            flood.cancel()

    async def _interrupt(self, task: asyncio.Task[Any], grace: float) -> None:
        await self.manager.interrupt_kernel()
        await _wait({task}, grace)
        if not task.done():
            await self.kill()
            task.cancel()

    async def run_silently(self, source: str, seconds: float, expression: str | None = None) -> Any:
        """Run the grader's own code; return the value of `expression`, a Python literal.

        Raises:
            SandboxLost: it failed, or took longer than `seconds`.
        """
        try:
            async with asyncio.timeout(seconds):
                return await self._silently(source, expression)
        except (TimeoutError, DeadKernelError) as error:
            name = type(error).__name__
            raise SandboxLost(f"{name} in the grader's own code: {source[:60]!r}") from error

    async def _silently(self, source: str, expression: str | None) -> Any:
        client = self._client.kc
        wanted = {"value": expression} if expression else {}
        message_id = client.execute(
            source, silent=True, store_history=False, user_expressions=wanted
        )
        while True:
            try:
                reply = await client.shell_channel.get_msg(timeout=1)
            except Empty:
                if not await self.manager.is_alive():
                    raise DeadKernelError("the kernel died") from None
                continue
            if reply["parent_header"].get("msg_id") == message_id:
                break
        try:
            content = reply["content"]
            value = content.get("user_expressions", {}).get("value", {"status": "ok"})
            if content.get("status") != "ok" or value["status"] != "ok":
                problem = content if content.get("status") != "ok" else value
                raise SandboxLost(f"{problem.get('ename')}: {problem.get('evalue')}")
            return ast.literal_eval(value["data"]["text/plain"]) if expression else None
        except _MALFORMED as error:
            raise SandboxLost(f"a reply that cannot be read: {error!r}") from error

    async def _drain(self) -> None:
        """Take the outputs that arrive while no cell runs here, e.g. prints during a test."""
        while True:
            await self._client.kc.iopub_channel.get_msg(timeout=None)

    async def _stop_pump(self) -> None:
        if self._pump is not None:
            self._pump.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._pump
            self._pump = None

    def flooded(self) -> bool:
        """Whether the kernel has written more than its limit."""
        return bool(self._client.flooded.is_set())

    def verdict_on_death(self) -> Verdict:
        """The verdict that follows from how the kernel ended.

        Raises:
            SandboxLost: the sandbox is to blame.
        """
        ending = self.ending
        if ending is None or ending.reason is EndReason.LOST:
            raise SandboxLost(ending.detail if ending else "the kernel ended for unknown reasons")
        return _ENDINGS.get(ending.reason, Verdict.KERNEL_DIED)

    async def alive(self) -> bool:
        return bool(await self.manager.is_alive())

    async def interrupt(self) -> None:
        await self.manager.interrupt_kernel()

    async def kill(self) -> None:
        """End the kernel and everything it started, now."""
        await self._stop_pump()
        await self.manager.shutdown_kernel(now=True)

    async def stop(self) -> None:
        """Kill the kernel, if it lives, and close the channels."""
        await self.kill()
        if self._line is not None:
            await self._line.close()
        if self._client.kc is not None:
            self._client.kc.stop_channels()


def _error_of(cell: Any) -> tuple[str, str] | None:
    for output in cell.get("outputs", []):
        if output["output_type"] == "error":
            return str(output.get("ename", "")), str(output.get("evalue", ""))
    return None
