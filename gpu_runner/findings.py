"""What checks find, as lines of a report; and what a forked kernel finds out about its own cage."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from jupyter_client import BlockingKernelClient

from gpu_runner.errors import RunnerFailure
from gpu_runner.limits import Limits
from gpu_runner.sandbox import Backend, SandboxKernel, SlotSpec

REPLY_SECONDS = 60
NAME_WIDTH: Final = len("bubblewrap: privileges")
PROBE = """
import ctypes, os, socket
def field(name):
    return next(l.split(":")[1].split()[0] for l in open("/proc/self/status") if l.startswith(name))
libc = ctypes.CDLL(None, use_errno=True)
rows = [[int(n) for n in line.split()] for line in open("/proc/self/uid_map")]
uid = next(out + os.getuid() - low for low, out, size in rows if low <= os.getuid() < low + size)
caps = int(field("CapBnd"), 16) | int(field("CapEff"), 16)
facts = dict(pid=os.getpid(), uid=uid, caps=caps,
    seccomp=int(field("Seccomp")), no_new_privs=int(field("NoNewPrivs")),
    userns=libc.unshare(0x10000000), interfaces=[name for _, name in socket.if_nameindex()],
    root_writable=os.access("/", os.W_OK), sockets=os.path.exists("/run/control/log"))
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
        text = f"{self.name:<{NAME_WIDTH}} {self.result:<7} {self.detail}"
        return f"{text}\n{'':<{NAME_WIDTH + 9}}{self.hint}" if self.hint else text


def attempt(name: str, check: Callable[[], list[Line]]) -> list[Line]:
    """Run a check; a failure of the runner is its finding."""
    try:
        return check()
    except RunnerFailure as failure:
        return [failed(name, failure)]


def failed(name: str, failure: RunnerFailure) -> Line:
    """Turn a failure into a line."""
    return Line(name=name, result=Result.FAILED, detail=failure.message, hint=failure.hint)


def kernel_lines(backend: Backend) -> list[Line]:
    """Fork a kernel and let it report on its own cage; the names say in which sandbox."""
    spec = SlotSpec(limits=Limits(memory_bytes=1 << 30))
    with backend.open_slot(spec) as slot:
        facts = ask(slot.start_kernel({}), PROBE)
    detail = f"a kernel was forked, pid {facts['pid']}, uid {facts['uid']}"
    checks = (
        ("user", facts["uid"] != 0 and facts["caps"] == 0, "not root on the host, no capability"),
        ("seccomp", facts["seccomp"] == 2 and facts["userns"] == -1, "filter active"),
        ("privileges", facts["no_new_privs"] == 1, "no_new_privs set"),
        ("network", facts["interfaces"] == ["lo"], f"interfaces: {facts['interfaces']}"),
        ("files", not facts["root_writable"] and not facts["sockets"], "root read-only"),
    )
    lines = [Line(name=f"{backend.name}: kernel", result=Result.OK, detail=detail)]
    for name, passed, text in checks:
        result = Result.OK if passed else Result.FAILED
        hint = "" if passed else f"do not grade on this host; the kernel reported {facts}"
        lines.append(Line(name=f"{backend.name}: {name}", result=result, detail=text, hint=hint))
    return lines


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
