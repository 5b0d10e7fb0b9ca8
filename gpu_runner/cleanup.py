"""Removing what dead owners left behind: containers, socket folders and control groups.

A folder says whose it was, so containers go before the folders that they mount.
"""

from __future__ import annotations

from http.client import CONFLICT
from typing import Any, NamedTuple

import requests
from docker.errors import APIError, DockerException, NotFound

from gpu_runner import cgroups, slotdir
from gpu_runner.container import LABEL, OWNER_LABEL, session_owner
from gpu_runner.errors import RunnerFailure


class Removed(NamedTuple):
    """Names of what was removed."""

    containers: list[str]
    folders: list[str]
    groups: list[str]


def is_abandoned(label: str) -> bool:
    """Tell whether an owner label is of this user, and of a process that is dead.

    A container of another user, or of an owner that cannot be told, is left alone.
    """
    mark = label.partition(" ")[2]
    return bool(mark) and session_owner(mark) == label and not slotdir.owner_alive(mark)


def remove_containers(client: Any, *, slot: str = "") -> list[str]:
    """Remove containers of dead owners, or of one slot only.

    Raises `RunnerFailure` when the engine refuses.
    """
    removed = []
    label = f"{LABEL}={slot}" if slot else LABEL
    try:
        found = client.containers.list(all=True, filters={"label": label}, ignore_removed=True)
        for container in found:
            if is_abandoned(container.labels.get(OWNER_LABEL, "")) and _remove(container):
                removed.append(container.name)
    except (DockerException, requests.RequestException) as error:
        raise RunnerFailure(f"the engine does not remove a container: {error}") from error
    return removed


def _remove(container: Any) -> bool:
    """Remove a container; tell whether it was us, and not somebody else who was faster."""
    try:
        container.remove(force=True, v=True)
    except NotFound:
        return False
    except APIError as error:
        if error.status_code == CONFLICT:  # its removal is in progress
            return False
        raise
    return True


def remove_folders() -> list[str]:
    """Remove socket folders of dead owners."""
    removed = []
    for directory in slotdir.abandoned():
        directory.remove()
        removed.append(str(directory.path))
    return removed


def cleanup(client: Any | None) -> Removed:
    """Remove all of these."""
    containers = [] if client is None else remove_containers(client)
    return Removed(containers, remove_folders(), cgroups.remove_abandoned())


def remove_slots(client: Any | None) -> int:
    """Remove slots whose folder tells that its owner is dead; return their number.

    It costs nothing where there are none, so that every command may begin with it. Unlike
    `cleanup` it does not search for containers whose folder is gone.
    """
    found = list(slotdir.abandoned())
    for directory in found:
        if client is not None:
            remove_containers(client, slot=directory.name)
        directory.remove()
    if found:
        cgroups.remove_abandoned()
    return len(found)
