"""Choosing the runner of a command."""

from __future__ import annotations

from collections.abc import Callable

from gpu_runner.backends import choose_backend, default_backend
from gpu_runner.errors import BackendUnavailable
from gpu_runner.sandbox import Backend


def choose_runner(
    name: str | None, *, trust_submissions: bool, say: Callable[[str], None]
) -> Backend:
    """The runner asked for; without a wish Docker, or the local sandbox that serves in its place.

    Without either, `trust_submissions` lets the process runner serve, which isolates nothing.

    Args:
        say: is told why another runner than Docker serves, where none was named.

    Raises:
        gpu_runner.errors.BackendUnavailable: none can serve.
    """
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
