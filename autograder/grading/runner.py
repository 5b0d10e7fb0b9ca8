"""Choosing the runner of a command."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence

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


def short_identity(identity: Mapping[str, str], assets: Sequence[str] = ()) -> str:
    """A backend's identity in a few words: its image, or a hash of its packages.

    Args:
        assets: names of the optional assets that were there, with which results may differ.

    >>> short_identity({"backend": "docker", "image": "gpu-runner:467f3d5e0620"}, ["minilm"])
    'docker gpu-runner:467f3d5e0620 with minilm'
    """
    name, image = identity.get("backend", ""), identity.get("image")
    if image is None:
        text = repr(sorted(identity.items()))
        image = f"packages {hashlib.sha256(text.encode()).hexdigest()[:12]}"
    return f"{name} {image} with {', '.join(assets)}" if assets else f"{name} {image}"
