"""Huge messages of a hostile kernel end as `output_limit`, and cost the grader no memory."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.examine.relay import Relay
from tests.autograder.grading.conftest import GOOD, Demo, demo_cells, make_demo

TOML = """
title = "Demo"
points = 4
manual_points = 2
[limits]
cell_seconds = 20
output_mb = 1
"""
SEND = """
import zmq
from ipykernel.kernelapp import IPKernelApp
_app = IPKernelApp.instance()
_iopub, _shell = _app.iopub_socket, _app.shell_socket
def _send(socket, parts):
    socket = getattr(socket, "_socket", None) or getattr(socket, "socket", socket)
    zmq.Socket.shadow(socket).send_multipart(parts)
"""
HUGE = {
    "one part": "_send(_iopub, [b'kernel', bytes(200 << 20)])",
    "many parts": "_send(_iopub, [b'kernel', *(bytes(500_000) for _ in range(400))])",
    "nested": "_app.kernel.session.send(_iopub, 'stream', {'name': [[]] * 10_000_000, 'text': ''})",
}
ALLOWED_MIB = 100


def reset_peak() -> int:
    """Forget the highest memory that this process had; returns what it has, in MiB."""
    Path("/proc/self/clear_refs").write_text("5")
    return memory("VmRSS")


def memory(field: str) -> int:
    found = re.search(rf"{field}:\s*(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) >> 10


def test_in_a_cell_and_in_a_test(
    tmp_path: Path, graded: Callable[..., dict[str, Any]], capsys: Any
) -> None:
    demo: Demo = make_demo(tmp_path / "course", demo_cells(), TOML)
    names = {name.replace(" ", "-"): code for name, code in HUGE.items()}
    for name, code in names.items():
        demo.submit(f"{name}-cell", {**GOOD, "q1": f"{GOOD['q1']}\n{SEND}\n{code}\n"})
    asked = f"{HUGE['many parts']}\n    time.sleep(3)\n    return 3 * x"
    demo.submit("in-a-test", {**GOOD, "q2": f"import time\n{SEND}\ndef triple(x):\n    {asked}"})
    demo.submit("honest", {**GOOD, "q1": f"print('x' * 900_000)\n{GOOD['q1']}"})
    capsys.readouterr()
    before = reset_peak()
    found = graded(demo, "--jobs", "1")
    assert memory("VmHWM") - before < ALLOWED_MIB
    for name in names:
        tests = found[f"{name}-cell"]["tests"]
        assert tests["q2_hidden"]["verdict"] == "not_reached", name
    assert found["in-a-test"]["tests"]["q2_hidden"]["verdict"] == "output_limit"
    assert found["in-a-test"]["score"] == 3.0
    assert found["honest"]["score"] == 4.0


class Line:
    """A relay between two ends that speak plain bytes."""

    def __init__(self, folder: Path, limit: int) -> None:
        self.folder = folder
        self.exceeded = 0
        self.relay = Relay(limit, self._exceed)
        self.kernel: asyncio.Server | None = None
        self.writers: list[asyncio.StreamWriter] = []

    def _exceed(self) -> None:
        self.exceeded += 1

    async def connect(
        self, serve: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Any]
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        async def kernel(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self.writers.append(writer)
            with contextlib.suppress(OSError):
                await serve(reader, writer)

        self.kernel = await asyncio.start_unix_server(kernel, self.folder / "kernel")
        await self.relay.listen(self.folder / "ours", self.folder / "kernel")
        reader, writer = await asyncio.open_unix_connection(self.folder / "ours")
        self.writers.append(writer)
        return reader, writer

    async def close(self) -> None:
        await self.relay.close()
        assert self.kernel is not None
        self.kernel.close()
        for writer in self.writers:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()


def test_a_relay_passes_what_is_within_its_limit(tmp_path: Path) -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.readexactly(300_000))
        writer.close()

    async def run() -> None:
        line = Line(tmp_path, 300_000)
        reader, writer = await line.connect(echo)
        sent = bytes(range(250)) * 1200
        writer.write(sent)
        assert await reader.read(-1) == sent
        assert line.exceeded == 0, "the kernel ended it"
        await line.close()

    asyncio.run(run())


@pytest.mark.parametrize("who", ["kernel", "ours"])
def test_a_relay_ends_what_exceeds_its_limit_or_what_our_side_refuses(
    tmp_path: Path, who: str
) -> None:
    sent = 0

    async def flood(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        while not writer.transport.is_closing():
            writer.write(bytes(50_000))
            await writer.drain()
            sent += 50_000
            await asyncio.sleep(0)

    async def run() -> None:
        line = Line(tmp_path, 1_000_000)
        reader, writer = await line.connect(flood)
        if who == "ours":
            await reader.readexactly(100_000)
            writer.close()
        else:
            assert len(await reader.read(-1)) <= 1_000_000
        for _ in range(500):
            if line.exceeded:
                break
            await asyncio.sleep(0.01)
        assert line.exceeded == 1
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_unix_connection(tmp_path / "ours")
        await line.close()

    asyncio.run(run())
    assert sent < 3_000_000


def test_a_relay_that_is_closed_blames_nobody(tmp_path: Path) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(-1)
        writer.close()

    async def run() -> None:
        line = Line(tmp_path, 1000)
        _, writer = await line.connect(silent)
        writer.write(b"x")
        await asyncio.sleep(0.05)
        await line.close()
        await line.relay.close()
        assert line.exceeded == 0

    asyncio.run(run())
