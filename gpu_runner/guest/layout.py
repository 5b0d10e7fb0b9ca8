"""Where things are inside a container. The host mounts them there, the guest hides them."""

from __future__ import annotations

from pathlib import Path

CONTROL = Path("/run/control")
"""Host folder with the control socket and the warm process's log; no kernel ever sees it."""
KERNELS = Path("/run/kernels")
"""Host folder with one folder of sockets per kernel; no kernel ever sees it."""
KERNEL = Path("/run/kernel")
"""A kernel's own folder of sockets, in its own mount namespace."""
PEER = Path("/run/peer")
"""The peer slot's `KERNELS`, read-only."""
FILES = Path("/mnt/files")
LINKS = Path("/mnt/links")
PYTHON = Path("/mnt/python")
HOME = Path("/home/student")
WORK = HOME / "work"
SKELETON = Path("/opt/skeleton")
"""What every home starts with: caches that take long to build."""

CONTROL_SOCKET = "control"
LOG = "log"
SOCKET_PREFIX = "k"
"""A kernel's sockets are `k-1` to `k-5` in its folder."""
