"""Choosing the runner of a command."""

from __future__ import annotations

from collections.abc import Callable

from gpu_runner.backends import choose_backend, default_backend
from gpu_runner.cleanup import remove_slots
from gpu_runner.docker_backend import DockerBackend
from gpu_runner.errors import BackendUnavailable, RunnerFailure
from gpu_runner.sandbox import Backend


def choose_runner(
    name: str | None, *, trust_submissions: bool, say: Callable[[str], None]
) -> Backend:
    """The runner asked for; without a wish Docker, or the local sandbox that serves in its place.

    Without either, `trust_submissions` lets the process runner serve, which isolates nothing.
    What commands that were killed have left behind is removed: warm containers hold memory.

    Args:
        say: is told why another runner than Docker serves, where none was named; and what was
            removed.

    Raises:
        gpu_runner.errors.BackendUnavailable: none can serve.
    """
    backend = _choose(name, trust_submissions, say)
    _remove_leftovers(backend, say)
    return backend


def _choose(name: str | None, trust_submissions: bool, say: Callable[[str], None]) -> Backend:
    if name is not None:
        return choose_backend(name, trust_submissions=trust_submissions)
    try:
        backend, why = default_backend()
    except BackendUnavailable as problem:
        if not trust_submissions:
            raise
        say(f"{problem.message}: the local process runner serves instead.")
        return choose_backend("process", trust_submissions=True)
    if backend.name != "docker":
        say(why)
    return backend


def _remove_leftovers(backend: Backend, say: Callable[[str], None]) -> None:
    try:
        count = remove_slots(backend.client if isinstance(backend, DockerBackend) else None)
    except RunnerFailure as failure:
        say(f"What killed commands left behind stays: {failure}")
        return
    if count:
        say(f"{count} sandbox{'es' if count > 1 else ''} of killed commands removed.")
