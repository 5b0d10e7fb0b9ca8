"""The backends by name, and the choice between them."""

from __future__ import annotations

from collections.abc import Callable

from gpu_runner.bubblewrap import BubblewrapBackend
from gpu_runner.docker_backend import DockerBackend
from gpu_runner.errors import BackendUnavailable
from gpu_runner.process import ProcessBackend
from gpu_runner.sandbox import Backend

BACKENDS: dict[str, Callable[[], Backend]] = {
    "docker": DockerBackend,
    "bubblewrap": BubblewrapBackend,
    "process": ProcessBackend,
}


def choose_backend(name: str | None, *, trust_submissions: bool = False) -> Backend:
    """Return the backend called `name`, or the default one, ready to open slots.

    Raises `BackendUnavailable` for an unknown name, for a backend that cannot work on this
    host, and for `process` unless the code is trusted; `ImageMissing` as `default_backend`.
    It never falls back to less isolation than was asked for by name.
    """
    if name is None:
        return default_backend()[0]
    if name not in BACKENDS:
        known = ", ".join(BACKENDS)
        raise BackendUnavailable(f"backend '{name}' is unknown", hint=f"use one of: {known}")
    if name == ProcessBackend.name and not trust_submissions:
        raise BackendUnavailable(
            "the 'process' backend runs code without any isolation",
            hint="use Docker or bubblewrap (gpu-runner doctor checks this host); for code that "
            "you trust, say --trust-submissions",
        )
    backend = BACKENDS[name]()
    backend.check()
    return backend


def default_backend() -> tuple[Backend, str]:
    """Return the backend that serves when none was named, and one sentence that says why.

    Docker, where an engine answers; else bubblewrap, where it works. An engine without the
    image is an error (`ImageMissing`): its owner meant to use it. Raises
    `BackendUnavailable` where neither can work; `process` is never chosen.
    """
    docker = DockerBackend()
    try:
        docker.check()
    except BackendUnavailable as problem:
        no_engine = problem
    else:
        return docker, "Docker serves: an engine answers, and its image is there."
    bubblewrap = BubblewrapBackend()
    try:
        bubblewrap.check()
    except BackendUnavailable as refused:
        raise BackendUnavailable(
            f"{no_engine.message}; and {refused.message}",
            hint=f"for Docker: {no_engine.hint}\n  for a local sandbox: {refused.hint}",
        ) from refused
    why = f"{no_engine.message}: a local sandbox (bubblewrap) serves, {bubblewrap.describe()}."
    return bubblewrap, why
