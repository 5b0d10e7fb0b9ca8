"""What one kernel may use. Every limit ends in a named `Ending`, never in a crash of the caller."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Upper bounds for one kernel; its sandbox holds no other kernel at the same time.

    `cell_seconds`, `submission_seconds` and `output_bytes` are kept by whoever drives
    the kernel (it alone sees cells and output); the sandbox keeps all others.
    """

    cell_seconds: float = 60
    """Wall-clock seconds of one cell."""
    submission_seconds: float = 900
    """Wall-clock seconds of all cells together."""
    start_seconds: float = 60
    """Wall-clock seconds from the request to a ready kernel, imports included."""
    cpus: float = 1.0
    """CPU cores; 0.5 is half a core."""
    memory_bytes: int = 4 << 30
    """Memory of the sandbox: imported modules, kernel, its children and its scratch files."""
    pids: int = 256
    """Processes and threads; a TensorFlow program needs about 60."""
    file_bytes: int = 512 << 20
    """Size of a single file."""
    scratch_bytes: int = 1 << 30
    """Size of everything that is written to disk: working directory and `/tmp` together."""
    output_bytes: int = 8 << 20
    """Printed and displayed output of all cells together."""

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
                raise ValueError(f"limits: {name} must be a number above 0, not {value!r}")
