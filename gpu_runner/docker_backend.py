"""The `docker` backend: one warm container per slot, one isolated kernel at a time in it."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import docker
import requests
from docker.errors import DockerException, NotFound
from docker.types import DeviceRequest, LogConfig, Mount, Ulimit

from gpu_runner import gpus, image, slotdir
from gpu_runner.container import (
    bind_mounts,
    guest_setup,
    host_configuration,
    merged_environment,
    places,
    session_owner,
)
from gpu_runner.environment import kernel_environment
from gpu_runner.errors import BackendUnavailable, SlotFailed
from gpu_runner.guest import layout
from gpu_runner.host_paths import check_readable
from gpu_runner.sandbox import SlotSpec
from gpu_runner.settings import Settings
from gpu_runner.slotdir import SlotDirectory
from gpu_runner.warm_slot import Autopsy, Plan, WarmSlot, peer_folder

ENGINE_ERRORS = (DockerException, requests.RequestException)
"""What a call to the engine raises: an answer with an error, or no answer in time."""
REMOVAL_PAUSES = (0.1, 1.0)
DEFAULT_HOST = "unix:///var/run/docker.sock"
INSIDE_PATH = "/opt/venv/bin:/usr/local/bin:/usr/bin:/bin"


def connect(settings: Settings) -> docker.DockerClient:
    """Connect to the engine of `DOCKER_HOST`, by default the local one; the caller closes it.

    Raises `BackendUnavailable` with what to type next.
    """
    hint = (
        "start it ('systemctl start docker'), set DOCKER_HOST, or install it: "
        "https://docs.docker.com/engine/install/"
    )
    address = os.environ.get("DOCKER_HOST") or DEFAULT_HOST
    if address.startswith("unix://") and not Path(address.removeprefix("unix://")).is_socket():
        raise BackendUnavailable(f"no Docker engine answers: {address} does not exist", hint=hint)
    try:
        client = docker.from_env(timeout=settings.engine_seconds)
    except ENGINE_ERRORS as error:
        raise BackendUnavailable(f"no Docker engine answers: {error}", hint=hint) from error
    try:
        client.ping()
    except ENGINE_ERRORS as error:
        client.close()
        raise BackendUnavailable(f"the Docker engine refuses: {error}", hint=hint) from error
    return client


class ContainerVessel:
    """A container with a warm process."""

    def __init__(self, container: Any) -> None:
        self._container = container

    def autopsy(self) -> Autopsy:
        """See `Vessel.autopsy`."""
        try:
            self._container.reload()
        except ENGINE_ERRORS as error:
            return Autopsy(alive=False, out_of_memory=False, detail=f"container: {error}")
        state = self._container.attrs["State"]
        detail = f"container {state['Status']}, exit code {state['ExitCode']}"
        if state.get("Error"):
            detail += f", {state['Error']}"
        # OOMKilled is also set when another process than the first died of it.
        running = bool(state["Running"])
        return Autopsy(running, bool(state["OOMKilled"]) and not running, detail)

    def destroy(self, *, at_once: bool = False) -> None:  # noqa: ARG002 - always at once
        """See `Vessel.destroy`."""
        _remove(self._container)


def _remove(container: Any) -> None:
    """Remove a container, at the second or third attempt if the engine refuses the first.

    What cannot be removed now is found by `gpu-runner cleanup`, through its labels.
    """
    for pause in (*REMOVAL_PAUSES, 0.0):
        try:
            container.remove(force=True, v=True)
        except (NotFound, requests.Timeout):
            return
        except ENGINE_ERRORS:
            time.sleep(pause)
        else:
            return


class DockerBackend:
    """Opens slots in containers of one engine."""

    name = "docker"

    def __init__(
        self, settings: Settings | None = None, client: docker.DockerClient | None = None
    ) -> None:
        self.settings = settings or Settings.from_environment()
        self._client = client

    @property
    def client(self) -> docker.DockerClient:
        """The connection to the engine, made at the first use."""
        if self._client is None:
            self._client = connect(self.settings)
        return self._client

    def check(self) -> None:
        """See `Backend.check`."""
        image.require(self.client, self.settings)

    def identity(self) -> Mapping[str, str]:
        """See `Backend.identity`: the image's tag is the hash of what it is built from."""
        found = image.require(self.client, self.settings)
        return {"backend": self.name, "image": found.tag}

    def open_slot(self, spec: SlotSpec, *, wait: bool = True) -> WarmSlot:
        """See `Backend.open_slot`."""
        found = image.require(self.client, self.settings)
        check_readable(spec)
        peers = peer_folder(spec)
        # Without any GPU everything runs on the CPU; the record says so.
        lease = gpus.lease() if spec.gpu and gpus.available() else None
        try:
            directory = slotdir.create()
        except BaseException:
            if lease is not None:
                lease.release()
            raise
        plan = Plan(
            backend=self.name,
            setup=guest_setup(spec, self.settings.isolation),
            launch=lambda directory: self._launch(spec, directory, found.tag, peers, lease),
            places=tuple((place.host, place.inside) for place in places(spec)),
            environment=self._environment(found, lease),
            peers=None if peers is None else str(layout.PEER),
            on_idle=(lambda: None) if lease is None else lease.check_idle,
            on_close=(lambda: None) if lease is None else lease.release,
        )
        return WarmSlot(spec, directory, plan, wait=wait)

    def _environment(self, found: image.Image, lease: gpus.Lease | None) -> Mapping[str, Any]:
        return {
            "backend": self.name,
            "isolation": self.settings.isolation,
            "runtime": self.settings.runtime or "default",
            "image": found.tag,
            "image_digest": found.digest,
            "gpu": None if lease is None else lease.gpu.describe(),
        }

    def _launch(
        self,
        spec: SlotSpec,
        directory: SlotDirectory,
        tag: str,
        peers: Path | None,
        lease: gpus.Lease | None,
    ) -> ContainerVessel:
        if lease is not None:
            lease.check_idle()  # the last job's container is gone; its memory has to be, too
        uuid = None if lease is None else lease.gpu.uuid
        name = f"gpu-runner-{directory.name}-{os.urandom(3).hex()}"
        environment = kernel_environment(spec, home=str(layout.HOME), path=INSIDE_PATH)
        try:
            container = self.client.containers.create(
                tag,
                name=name,
                environment=merged_environment(environment, uuid),
                mounts=[
                    Mount(inside, str(host), type="bind", read_only=read_only)
                    for host, inside, read_only in bind_mounts(spec, directory, peers)
                ],
                ulimits=[Ulimit(name="core", soft=0, hard=0)],
                # Nothing that a kernel prints may end up on the host's disk.
                log_config=LogConfig(type="none"),
                device_requests=[
                    DeviceRequest(device_ids=[uuid], capabilities=[["gpu", "compute", "utility"]])
                ]
                if uuid
                else None,
                **host_configuration(
                    spec,
                    self.settings,
                    apparmor=uses_apparmor(self.client),
                    owner=session_owner(slotdir.owner_mark(os.getpid())),
                    slot=directory.name,
                ),
            )
        except ENGINE_ERRORS as error:
            # Only its answer may have been lost.
            with contextlib.suppress(*ENGINE_ERRORS):
                _remove(self.client.containers.get(name))
            raise SlotFailed(f"the engine made no container: {error}") from error
        vessel = ContainerVessel(container)
        try:
            container.start()
        except ENGINE_ERRORS as error:
            vessel.destroy()
            raise SlotFailed(f"the container did not start: {error}") from error
        return vessel


def uses_apparmor(client: docker.DockerClient) -> bool:
    """Tell whether the engine puts containers under an AppArmor profile."""
    return any("apparmor" in option for option in client.info().get("SecurityOptions") or [])
