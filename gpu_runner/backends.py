"""The backends by name, and the choice between them."""

from __future__ import annotations

from collections.abc import Callable

from gpu_runner.docker_backend import DockerBackend
from gpu_runner.errors import BackendUnavailable
from gpu_runner.process import ProcessBackend
from gpu_runner.sandbox import Backend

BACKENDS: dict[str, Callable[[], Backend]] = {
    "docker": DockerBackend,
    "process": ProcessBackend,
}
DEFAULT = "docker"


def choose_backend(name: str | None, *, trust_submissions: bool = False) -> Backend:
    """Return the backend called `name`, by default `docker`, ready to open slots.

    Raises `BackendUnavailable` for an unknown name, for a backend that cannot work on this
    host, and for `process` unless the code is trusted. It never falls back to less isolation
    than was asked for.
    """
    wanted = name or DEFAULT
    if wanted not in BACKENDS:
        known = ", ".join(BACKENDS)
        raise BackendUnavailable(f"backend '{wanted}' is unknown", hint=f"use one of: {known}")
    if wanted == ProcessBackend.name and not trust_submissions:
        raise BackendUnavailable(
            "the 'process' backend runs code without any isolation",
            hint="use Docker (gpu-runner doctor checks this host); for code that you trust, "
            "say --trust-submissions",
        )
    backend = BACKENDS[wanted]()
    backend.check()
    return backend
