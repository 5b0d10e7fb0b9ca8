"""What the host tells a warm process about its kernels, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

NAMESPACES = "namespaces"
"""A container or sandbox, and namespaces of its own for each kernel."""
CONTAINER = "container"
"""A container for a single kernel, where namespaces are refused."""
PROCESS = "process"
"""An ordinary process of the host: development only."""


@dataclass(frozen=True, kw_only=True)
class Setup:
    """The configuration of a warm process; paths are as seen inside."""

    isolation: str
    modules: tuple[str, ...] = ()
    python_path: tuple[str, ...] = ()
    files: str | None = None
    links: Mapping[str, str] = field(default_factory=dict)
    kernels: str
    """Folder with one folder of sockets per kernel."""
    work: str = ""
    """`PROCESS` only: folder for one working directory per kernel."""
    pids: int
    file_bytes: int
    scratch_bytes: int
    start_seconds: float

    def to_message(self) -> dict[str, Any]:
        """Return plain data for `from_message`."""
        return asdict(self)

    @staticmethod
    def from_message(message: Mapping[str, Any]) -> Setup:
        """Rebuild what `to_message` returned."""
        lists = {"modules", "python_path"}
        values: dict[str, Any] = {k: tuple(v) if k in lists else v for k, v in message.items()}
        return Setup(**values)
