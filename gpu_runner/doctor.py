"""Checks of this host. Each failing line says what to type next."""

from __future__ import annotations

import ast
import contextlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from jupyter_client import BlockingKernelClient

from gpu_runner import gpus, image
from gpu_runner.docker_backend import ENGINE_ERRORS, DockerBackend, connect
from gpu_runner.errors import RunnerFailure
from gpu_runner.limits import Limits
from gpu_runner.sandbox import SandboxKernel, SlotSpec
from gpu_runner.settings import Settings

MINIMUM_ENGINE = (20, 10)
MINIMUM_FREE_BYTES = 10 << 30
REPLY_SECONDS = 60

PROBE = """
import ctypes, os
def field(name):
    return next(l.split(":")[1].split()[0] for l in open("/proc/self/status") if l.startswith(name))
libc = ctypes.CDLL(None, use_errno=True)
caps = int(field("CapBnd"), 16) | int(field("CapEff"), 16)
facts = dict(pid=os.getpid(), uid=os.getuid(), caps=caps,
    seccomp=int(field("Seccomp")), no_new_privs=int(field("NoNewPrivs")),
    userns=libc.unshare(0x10000000), interfaces=os.listdir("/sys/class/net"),
    root_writable=os.access("/", os.W_OK), sockets=os.path.exists("/run/control/log"))
"""
GPU_PROBE = """
import tensorflow as tf
with tf.device("/GPU:0"):
    value = float(tf.reduce_sum(tf.matmul(tf.ones((256, 256)), tf.ones((256, 256)))))
facts = dict(devices=len(tf.config.list_physical_devices("GPU")), value=value)
"""


class Result(StrEnum):
    """What a check found."""

    OK = "ok"
    NOTE = "note"
    """Works, with less than there could be."""
    FAILED = "FAILED"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the report."""

    name: str
    result: Result
    detail: str
    hint: str = ""

    def __str__(self) -> str:
        text = f"{self.name:<12} {self.result:<7} {self.detail}"
        return f"{text}\n{'':<21}{self.hint}" if self.hint else text


def examine(settings: Settings) -> list[Line]:
    """Run all checks; those that need an engine end the list when there is none."""
    lines = [disk(Path("/var/lib/docker") if Path("/var/lib/docker").exists() else Path("/"))]
    try:
        client = connect(settings)
    except RunnerFailure as failure:
        return [*lines, failed("engine", failure)]
    with contextlib.closing(client):
        return lines + examine_engine(DockerBackend(settings, client))


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
    lines += attempt("kernel", lambda: kernel_lines(backend))
    lines += attempt("gpu", lambda: gpu_lines(backend))
    return lines


def attempt(name: str, check: Callable[[], list[Line]]) -> list[Line]:
    """Run a check; a failure of the runner is its finding."""
    try:
        return check()
    except RunnerFailure as failure:
        return [failed(name, failure)]


def failed(name: str, failure: RunnerFailure) -> Line:
    """Turn a failure into a line."""
    return Line(name=name, result=Result.FAILED, detail=failure.message, hint=failure.hint)


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


def kernel_lines(backend: DockerBackend) -> list[Line]:
    """Fork a kernel and let it report on its own cage."""
    spec = SlotSpec(limits=Limits(memory_bytes=1 << 30))
    with backend.open_slot(spec) as slot:
        facts = ask(slot.start_kernel({}), PROBE)
    isolation = backend.settings.isolation
    detail = f"a kernel was forked ({isolation}), pid {facts['pid']}, uid {facts['uid']}"
    checks = (
        ("user", facts["uid"] != 0 and facts["caps"] == 0, "not root, no capability"),
        ("seccomp", facts["seccomp"] == 2 and facts["userns"] == -1, "filter active"),
        ("privileges", facts["no_new_privs"] == 1, "no_new_privs set"),
        ("network", facts["interfaces"] == ["lo"], f"interfaces: {facts['interfaces']}"),
        ("files", not facts["root_writable"] and not facts["sockets"], "root read-only"),
    )
    lines = [Line(name="kernel", result=Result.OK, detail=detail)]
    for name, passed, text in checks:
        result = Result.OK if passed else Result.FAILED
        hint = "" if passed else f"do not grade on this host; the kernel reported {facts}"
        lines.append(Line(name=name, result=result, detail=text, hint=hint))
    return lines


def gpu_lines(backend: DockerBackend) -> list[Line]:
    """Let a forked kernel compute on a GPU, with TensorFlow imported before the fork."""
    found = gpus.available()
    if not found:
        detail = "none; everything runs on the CPU"
        return [Line(name="gpu", result=Result.NOTE, detail=detail)]
    spec = SlotSpec(modules=("tensorflow",), gpu=True, limits=Limits(memory_bytes=8 << 30))
    with backend.open_slot(spec) as slot:
        facts = ask(slot.start_kernel({}), GPU_PROBE)
    if facts.get("devices") and facts.get("value") == 256.0**3:
        return [
            Line(name="gpu", result=Result.OK, detail=f"{len(found)}, a kernel computed on one")
        ]
    hint = "install the NVIDIA Container Toolkit, and: gpu-runner image build --cuda"
    detail = f"{len(found)}, but a kernel did not compute on one: {facts}"
    return [Line(name="gpu", result=Result.FAILED, detail=detail, hint=hint)]


def ask(kernel: SandboxKernel, code: str) -> dict[str, Any]:
    """Run code in a kernel; return its variable `facts`. Raises `RunnerFailure` if it fails."""
    client = BlockingKernelClient()
    client.load_connection_info(kernel.connection)
    client.start_channels()
    try:
        reply = client.execute_interactive(
            code,
            user_expressions={"facts": "facts"},
            timeout=REPLY_SECONDS,
            output_hook=lambda message: None,  # noqa: ARG005 - the reply has all
        )
    except TimeoutError as error:
        raise RunnerFailure("a forked kernel does not answer", hint="try: dmesg") from error
    finally:
        client.stop_channels()
        kernel.kill()
    content = reply["content"]
    if content["status"] != "ok":
        raise RunnerFailure(f"{content.get('ename')}: {content.get('evalue')}")
    facts: dict[str, Any] = ast.literal_eval(
        content["user_expressions"]["facts"]["data"]["text/plain"]
    )
    return facts
