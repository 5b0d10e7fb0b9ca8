"""A bound on the examiner's memory that ends a test, not the examiner.

A comparison can need far more than the answer that it looks at: `np.allclose` of a column of 10**8
numbers and a row of five makes an array of both sizes. Were the kernel killed for it, the tests
after it could not be decided.
"""

from __future__ import annotations

import resource
from pathlib import Path

_STATUS = Path("/proc/self/status")
_SHARE = 0.9
"""Of what is left: the kernel's own books, and pages that the warm process copies, need some."""


def bound(limit: int) -> None:
    """Let allocations of this process fail (MemoryError) before it has `limit` bytes.

    What is counted is private writable memory (RLIMIT_DATA), of which much is only reserved when a
    process has just been forked from a warm one; so the bound is what it has, and what is left.
    """
    held, resident = _bytes("VmData"), _bytes("VmRSS")
    most = held + int(_SHARE * max(0, limit - resident))
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def _bytes(field: str) -> int:
    for line in _STATUS.read_text(encoding="ascii").splitlines():
        name, _, rest = line.partition(":")
        if name == field:
            return int(rest.split()[0]) << 10
    message = f"{_STATUS} has no line {field}"
    raise RuntimeError(message)
