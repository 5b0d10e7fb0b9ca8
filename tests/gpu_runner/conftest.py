"""Fixtures of the runner's tests.

Without a Docker engine, or without the image, tests marked `docker` are skipped; with
AUTOGRADER_REQUIRE_DOCKER=1 (as in continuous integration) that is a failure, and a missing image
is built. Tests of the local sandbox are skipped where bwrap is absent or refused.
"""

from __future__ import annotations

import ast
import os
import tempfile
import textwrap
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from jupyter_client import BlockingKernelClient

from gpu_runner import image_build
from gpu_runner.bubblewrap import BubblewrapBackend
from gpu_runner.docker_backend import DockerBackend, connect
from gpu_runner.errors import RunnerFailure
from gpu_runner.process import ProcessBackend
from gpu_runner.settings import Settings

REQUIRE_DOCKER = os.environ.get("AUTOGRADER_REQUIRE_DOCKER") == "1"
REPLY_SECONDS = 60


class Talk:
    """A conversation with one kernel."""

    def __init__(self, kernel):
        self.kernel = kernel
        self.client = BlockingKernelClient()
        self.client.load_connection_info(kernel.connection)
        self.client.start_channels(hb=False)  # nobody asks it, and it opens its socket late

    def run(self, code, timeout=REPLY_SECONDS):
        """Execute code; return the content of the reply."""
        reply = self.client.execute_interactive(
            textwrap.dedent(code),
            stop_on_error=False,
            timeout=timeout,
            output_hook=lambda message: None,
        )
        return reply["content"]

    def value(self, expression, setup="", timeout=REPLY_SECONDS):
        """Execute `setup`, return the value of `expression`, a literal."""
        reply = self.client.execute_interactive(
            textwrap.dedent(setup),
            user_expressions={"it": expression},
            timeout=timeout,
            output_hook=lambda message: None,
        )["content"]
        assert reply["status"] == "ok", reply
        result = reply["user_expressions"]["it"]
        assert result["status"] == "ok", result
        return ast.literal_eval(result["data"]["text/plain"])

    def send(self, code):
        """Start executing code; do not wait."""
        # By default ipykernel drops requests that arrive shortly after a failed one.
        return self.client.execute(textwrap.dedent(code), stop_on_error=False)

    def close(self):
        self.client.stop_channels()


@pytest.fixture(scope="session", autouse=True)
def _sockets_in_a_temporary_folder() -> Iterator[None]:
    """Not `tmp_path_factory`: its paths can be too long for sockets."""
    with (
        tempfile.TemporaryDirectory(prefix="gr-") as folder,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("GPU_RUNNER_SOCKETS", folder)
        yield


@contextmanager
def _kernel_of(slot):
    """Start a kernel; end it, whatever happens."""
    kernel = slot.start_kernel({})
    talk = Talk(kernel)
    try:
        yield talk
    finally:
        talk.close()
        kernel.kill()


@pytest.fixture(scope="session")
def kernel_of():
    return _kernel_of


@pytest.fixture(scope="session")
def docker_settings() -> Settings:
    """Settings with which slots can be opened; skips or fails where there is no Docker."""
    settings = Settings.from_environment()
    try:
        with closing(connect(settings)) as client:
            if REQUIRE_DOCKER:
                image_build.build(client, settings)
            DockerBackend(settings, client).check()
    except RunnerFailure as failure:
        if REQUIRE_DOCKER:
            pytest.fail(str(failure), pytrace=False)
        pytest.skip(failure.message)
    return settings


@pytest.fixture(scope="session")
def docker_backend(docker_settings) -> DockerBackend:
    return DockerBackend(docker_settings)


def _local_sandbox(**options) -> BubblewrapBackend:
    backend = BubblewrapBackend(**options)
    try:
        backend.check()
    except RunnerFailure as failure:
        pytest.skip(failure.message)
    return backend


@pytest.fixture(scope="session")
def bubblewrap_backend() -> BubblewrapBackend:
    return _local_sandbox()


@pytest.fixture(scope="session")
def user_namespace_backend() -> BubblewrapBackend:
    """The local sandbox of an ordinary user, whoever runs the tests."""
    return _local_sandbox(as_root=False)


@pytest.fixture(scope="session")
def process_backend() -> ProcessBackend:
    backend = ProcessBackend()
    backend.check()
    return backend


ISOLATING = [pytest.param("docker", marks=pytest.mark.docker), "bubblewrap", "user_namespace"]


@pytest.fixture(scope="session", params=[*ISOLATING, "process"])
def backend(request):
    """Every backend in turn."""
    return request.getfixturevalue(f"{request.param}_backend")


@pytest.fixture(scope="session", params=ISOLATING)
def isolating_backend(request):
    """Every backend that grades submissions of strangers."""
    return request.getfixturevalue(f"{request.param}_backend")
