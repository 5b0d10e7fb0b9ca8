"""Settings of the runner, read once from environment variables into a frozen value."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from gpu_runner.errors import RunnerFailure
from gpu_runner.guest.setup import CONTAINER, NAMESPACES

DEFAULT_BASE = "python:3.11-slim-bookworm"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How containers are made. Variables: `GPU_RUNNER_` and the field's name in capitals."""

    runtime: str = ""
    """Docker runtime: `runc`, `nvidia`, `runsc` (gVisor); empty is the engine's default."""
    isolation: str = NAMESPACES
    """`namespaces`: a warm container forks kernels; `container`: one container per kernel."""
    image: str = ""
    """Image to use as it is; empty is the one that `gpu-runner image build` makes."""
    base: str = DEFAULT_BASE
    """Base image of the build."""
    cuda: bool = False
    """Build TensorFlow with CUDA."""
    engine_seconds: int = 60
    """Time-out of each single call to the Docker engine."""

    @staticmethod
    def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
        """Read the variables. Raises `RunnerFailure` that names a wrong one."""
        read = {
            name: environment[f"GPU_RUNNER_{name.upper()}"]
            for name in ("runtime", "isolation", "image", "base")
            if environment.get(f"GPU_RUNNER_{name.upper()}")
        }
        isolation = read.get("isolation", NAMESPACES)
        if isolation not in (NAMESPACES, CONTAINER):
            raise RunnerFailure(
                f"GPU_RUNNER_ISOLATION: '{isolation}' is unknown",
                hint=f"use {NAMESPACES} or {CONTAINER}",
            )
        cuda = environment.get("GPU_RUNNER_CUDA", "0")
        if cuda not in ("0", "1"):
            raise RunnerFailure(f"GPU_RUNNER_CUDA: '{cuda}' is unknown", hint="use 0 or 1")
        seconds = environment.get("GPU_RUNNER_ENGINE_SECONDS", "60")
        if not seconds.isdigit() or int(seconds) == 0:
            raise RunnerFailure(
                f"GPU_RUNNER_ENGINE_SECONDS: '{seconds}' is no number of seconds above 0",
                hint="use for example 60",
            )
        return Settings(**read, cuda=cuda == "1", engine_seconds=int(seconds))
