"""Jupyter clients run kernels in sandboxes: nbclient, papermill, and our own manager."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager

import nbformat
import papermill
import pytest
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

from gpu_runner import pool, provisioner
from gpu_runner.image import PACKAGE_FOLDER
from gpu_runner.limits import Limits
from gpu_runner.provisioner import SandboxKernelManager
from gpu_runner.sandbox import EndReason, SlotSpec


def notebook(*sources):
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    return nbformat.v4.new_notebook(cells=cells)


@pytest.fixture(scope="module")
def slot(backend):
    with backend.open_slot(SlotSpec(limits=Limits(memory_bytes=1 << 30))) as slot:
        yield slot


@pytest.fixture
def jupyter(tmp_path, monkeypatch, backend):
    """Install the kernelspec `gpu-runner` for `backend`, with a pool of its own."""
    spec = json.loads((PACKAGE_FOLDER / "kernelspec" / "kernel.json").read_text())
    config = spec["metadata"]["kernel_provisioner"]["config"]
    config.update(backend=backend.name, trust_submissions=True, modules=["fractions"])
    folder = tmp_path / "data" / "kernels" / "gpu-runner"
    folder.mkdir(parents=True)
    (folder / "kernel.json").write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "data"))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    own = pool.SlotPool()
    monkeypatch.setattr(provisioner, "DEFAULT_POOL", own)
    assert "gpu-runner" in KernelSpecManager().find_kernel_specs()
    yield own
    own.close()


def test_nbclient_runs_a_notebook_by_kernel_name(jupyter):
    nb = notebook("import sys; print('fractions' in sys.modules)", "6 * 7")
    NotebookClient(nb, kernel_name="gpu-runner", timeout=60).execute()
    assert nb.cells[0].outputs[0].text == "True\n"
    assert nb.cells[1].outputs[0].data["text/plain"] == "42"


def test_papermill_runs_a_notebook(jupyter, tmp_path):
    nb = notebook("print(6 * 7)")
    nb.metadata.kernelspec = {"name": "gpu-runner", "language": "python", "display_name": "x"}
    nbformat.write(nb, tmp_path / "in.ipynb")
    papermill.execute_notebook(
        str(tmp_path / "in.ipynb"), str(tmp_path / "out.ipynb"), progress_bar=False
    )
    done = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    assert done.cells[-1].outputs[0].text == "42\n"


def test_slots_of_clients_are_reused_when_idle(jupyter):
    for _ in range(2):
        NotebookClient(notebook("1"), kernel_name="gpu-runner", timeout=60).execute()
    assert len(jupyter._idle) == 1
    assert jupyter._busy == []


@asynccontextmanager
async def managed(slot):
    """A manager whose kernel is gone afterwards, whatever the test did."""
    manager = SandboxKernelManager(slot=slot)
    try:
        yield manager
    finally:
        await manager.shutdown_kernel(now=True)


async def execute(manager, nb, **options):
    """Run a notebook; a client does not end a kernel that it was given."""
    client = NotebookClient(nb, km=manager, **{"timeout": 60, **options})
    try:
        await client.async_execute()
    finally:
        client.kc.stop_channels()


def test_the_manager_runs_a_notebook_in_its_slot(slot):
    nb = notebook("x = sum(range(3_000_000))", "6 * 7")

    async def scenario():
        async with managed(slot) as manager:
            await execute(manager, nb)
            assert manager.ending is None
            assert manager.usage.cpu_seconds > 0
        return manager.ending

    assert asyncio.run(scenario()).reason is EndReason.KILLED
    assert nb.cells[1].outputs[0].data["text/plain"] == "42"


def test_a_cell_that_takes_too_long_is_interrupted(slot):
    nb = notebook("import time; time.sleep(60)", "2 + 2")

    async def scenario():
        async with managed(slot) as manager:
            await execute(manager, nb, timeout=1, interrupt_on_timeout=True, allow_errors=True)

    asyncio.run(scenario())
    assert nb.cells[0].outputs[0].ename == "KeyboardInterrupt"
    assert nb.cells[1].outputs[0].data["text/plain"] == "4"


def test_interrupt_by_message_works_for_other_clients(jupyter):
    """The kernelspec says `interrupt_mode: message`: the kernel interrupts itself."""
    nb = notebook("import time; time.sleep(60)", "2 + 2")
    NotebookClient(
        nb, kernel_name="gpu-runner", timeout=1, interrupt_on_timeout=True, allow_errors=True
    ).execute()
    assert nb.cells[0].outputs[0].ename == "KeyboardInterrupt"
    assert nb.cells[1].outputs[0].data["text/plain"] == "4"


def test_a_kernel_that_dies_is_a_dead_kernel_with_an_ending(slot):
    async def scenario():
        async with managed(slot) as manager:
            with pytest.raises(DeadKernelError):
                await execute(manager, notebook("import os; os._exit(7)"))
            return manager.ending

    ending = asyncio.run(scenario())
    assert (ending.reason, ending.exit_code) == (EndReason.DIED, 7)


def test_an_error_of_the_code_reaches_the_client(slot):
    async def scenario():
        async with managed(slot) as manager:
            with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
                await execute(manager, notebook("1 / 0"))

    asyncio.run(scenario())


@asynccontextmanager
async def connected(manager):
    client = manager.client()
    client.start_channels()
    try:
        await client.wait_for_ready(timeout=30)
        yield client
    finally:
        client.stop_channels()


def test_restart_gives_a_fresh_kernel_at_the_same_address(slot):
    async def scenario():
        async with managed(slot) as manager:
            await manager.start_kernel()
            async with connected(manager) as client:
                await client.execute("mark = 1", reply=True)
                address = manager.ip
                await manager.restart_kernel(now=True)
                await client.wait_for_ready(timeout=30)
                reply = await client.execute("mark", reply=True)
                assert manager.ip == address
            return reply["content"]

    assert asyncio.run(scenario())["ename"] == "NameError"


def test_a_polite_shutdown_is_an_exit(slot):
    async def scenario():
        async with managed(slot) as manager:
            await manager.start_kernel()
            async with connected(manager):
                pass
            await manager.shutdown_kernel()
            return manager.ending

    assert asyncio.run(scenario()).reason is EndReason.EXITED


def test_names_of_manager_and_sandbox_agree(slot):
    async def scenario():
        async with managed(slot) as manager:
            await manager.start_kernel()
            assert manager.kernel_id == manager.sandbox_kernel.kernel_id
            assert manager.session.key.decode() == manager.sandbox_kernel.connection["key"]

    asyncio.run(scenario())
