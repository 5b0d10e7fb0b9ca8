"""Checks of this host. Each failing line says what to type next."""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

from gpu_runner import gpus, image
from gpu_runner.bubblewrap import BubblewrapBackend
from gpu_runner.docker_backend import ENGINE_ERRORS, DockerBackend, connect
from gpu_runner.errors import RunnerFailure
from gpu_runner.findings import Line, Result, ask, attempt, failed, kernel_lines
from gpu_runner.guest.setup import CONTAINER
from gpu_runner.limits import Limits
from gpu_runner.sandbox import SlotSpec
from gpu_runner.settings import Settings

__all__ = ["Line", "Result", "examine"]

MINIMUM_ENGINE = (20, 10)
MINIMUM_FREE_BYTES = 10 << 30

GPU_PROBE = """
import tensorflow as tf
with tf.device("/GPU:0"):
    value = float(tf.reduce_sum(tf.matmul(tf.ones((256, 256)), tf.ones((256, 256)))))
facts = dict(devices=len(tf.config.list_physical_devices("GPU")), value=value)
"""


def examine(settings: Settings) -> list[Line]:
    """Run all checks. Docker or a local sandbox must be well; of the other, faults are notes."""
    first = disk(Path("/var/lib/docker") if Path("/var/lib/docker").exists() else Path("/"))
    local = attempt("bubblewrap", lambda: local_lines(BubblewrapBackend(settings)))
    try:
        client = connect(settings)
    except RunnerFailure as failure:
        # Without an engine the local sandbox is the default, if it works.
        serves = all(line.result is not Result.FAILED for line in local)
        line = failed("engine", failure)
        return [first, replace(line, result=Result.NOTE) if serves else line, *local]
    with contextlib.closing(client):
        lines = examine_engine(DockerBackend(settings, client))
    return [first, *lines, *(as_note(line) for line in local)]


def as_note(line: Line) -> Line:
    """A failed check of what is not in use."""
    return replace(line, result=Result.NOTE) if line.result is Result.FAILED else line


def examine_engine(backend: DockerBackend) -> list[Line]:
    """Run the checks that need an engine; each needs what the one before it found."""
    client, settings = backend.client, backend.settings
    try:
        information = client.info()
    except ENGINE_ERRORS as error:
        return [failed("engine", RunnerFailure(str(error)))]
    lines = [engine(information), cgroups(information), runtime(information, settings)]
    try:
        found = image.require(client, settings)
    except RunnerFailure as failure:
        return [*lines, failed("image", failure)]
    size = f"{found.size_bytes / 1e9:.1f} GB"
    lines.append(Line(name="image", result=Result.OK, detail=f"{found.tag}, {size}"))
    lines += attempt("docker: kernel", lambda: kernel_lines(backend))
    lines += attempt("gpu", lambda: gpu_lines(backend))
    return lines


def disk(path: Path) -> Line:
    """Is there room for the image and for what kernels write?"""
    free = shutil.disk_usage(path).free
    detail = f"{free / 1e9:.0f} GB free on {path}"
    if free >= MINIMUM_FREE_BYTES:
        return Line(name="disk", result=Result.OK, detail=detail)
    return Line(name="disk", result=Result.FAILED, detail=detail, hint="docker system prune")


def engine(information: dict[str, Any]) -> Line:
    """Is the engine new enough for what is asked of it?"""
    version = str(information.get("ServerVersion", "0"))
    numbers = tuple(int(part) for part in version.split("+")[0].split(".")[:2] if part.isdigit())
    if numbers >= MINIMUM_ENGINE:
        return Line(name="engine", result=Result.OK, detail=f"Docker {version}")
    hint = "install 20.10 or newer: https://docs.docker.com/engine/install/"
    return Line(name="engine", result=Result.FAILED, detail=f"Docker {version}", hint=hint)


def cgroups(information: dict[str, Any]) -> Line:
    """Does the engine keep limits of memory and processes?"""
    version = information.get("CgroupVersion", "1")
    limits = ("MemoryLimit", "SwapLimit", "PidsLimit", "CpuCfsQuota")
    missing = [name for name in limits if information.get(name) is False]
    detail = f"version {version}"
    if not missing:
        return Line(name="cgroups", result=Result.OK, detail=detail)
    detail += f", the engine does not support {', '.join(missing)}"
    hint = "boot with cgroup_enable=memory swapaccount=1, or use cgroup version 2"
    # Without swap accounting memory is still limited, if the host has no swap.
    only_swap = missing == ["SwapLimit"]
    result = Result.NOTE if only_swap else Result.FAILED
    return Line(name="cgroups", result=result, detail=detail, hint=hint)


def runtime(information: dict[str, Any], settings: Settings) -> Line:
    """Is the runtime that was asked for registered?"""
    known = sorted(information.get("Runtimes") or {})
    wanted = settings.runtime or str(information.get("DefaultRuntime", "runc"))
    if wanted in known:
        return Line(name="runtime", result=Result.OK, detail=wanted)
    detail = f"'{wanted}' is not registered; the engine has: {', '.join(known)}"
    hint = "register it in /etc/docker/daemon.json, or unset GPU_RUNNER_RUNTIME"
    return Line(name="runtime", result=Result.FAILED, detail=detail, hint=hint)


def local_lines(backend: BubblewrapBackend) -> list[Line]:
    """What can a sandbox without Docker promise here? A kernel is forked in one."""
    backend.check()
    if backend.as_root:
        user = Line(name="bubblewrap", result=Result.OK, detail="as root: a user id per kernel")
    else:
        detail = "in a user namespace: on the host all kernels are the user who grades"
        user = Line(name="bubblewrap", result=Result.NOTE, detail=detail)
    promise = backend.promise()
    kept = ", ".join(f"{name}: {how}" for name, how in promise.describe().items())
    if promise.complete:
        limits = Line(name="bubblewrap: limits", result=Result.OK, detail=kept)
    else:
        hint = "for control groups: run as root, or in systemd-run --user --scope -p Delegate=yes"
        limits = Line(name="bubblewrap: limits", result=Result.NOTE, detail=kept, hint=hint)
    return [user, limits, *kernel_lines(backend)]


def gpu_lines(backend: DockerBackend) -> list[Line]:
    """Let a forked kernel compute on a GPU, with TensorFlow imported before the fork.

    Where that fails, a kernel that is started in a container of its own is tried.
    """
    found = gpus.available()
    if not found:
        detail = "none; everything runs on the CPU"
        return [Line(name="gpu", result=Result.NOTE, detail=detail)]
    hint = "end what holds its memory: nvidia-smi"
    held = [
        Line(name="gpu", result=Result.NOTE, detail=f"not leased: {reason}", hint=hint)
        for reason in gpus.held_back()
    ]
    facts = compute(backend)
    if computed(facts):
        detail = f"{len(found)}, a kernel computed on one"
        return [Line(name="gpu", result=Result.OK, detail=detail), *held]
    if backend.settings.isolation != CONTAINER:
        cold = DockerBackend(replace(backend.settings, isolation=CONTAINER), backend.client)
        if computed(compute(cold)):
            detail = f"{len(found)}, but not for a forked kernel: {facts}"
            hint = "export GPU_RUNNER_ISOLATION=container: a kernel started by itself computed"
            return [Line(name="gpu", result=Result.FAILED, detail=detail, hint=hint), *held]
    hint = "install the NVIDIA Container Toolkit, and: gpu-runner image build --cuda"
    detail = f"{len(found)}, but a kernel did not compute on one: {facts}"
    return [Line(name="gpu", result=Result.FAILED, detail=detail, hint=hint), *held]


def compute(backend: DockerBackend) -> dict[str, Any]:
    """What a kernel with a GPU found out; the failure of the runner, if there was one."""
    spec = SlotSpec(modules=("tensorflow",), gpu=True, limits=Limits(memory_bytes=8 << 30))
    try:
        with backend.open_slot(spec) as slot:
            return ask(slot.start_kernel({}), GPU_PROBE)
    except RunnerFailure as failure:
        return {"failure": failure.message}


def computed(facts: dict[str, Any]) -> bool:
    """Tell whether a GPU was seen, and its product is right."""
    return bool(facts.get("devices")) and facts.get("value") == 256.0**3
