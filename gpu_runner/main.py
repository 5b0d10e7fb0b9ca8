"""Command line of the runner: `gpu-runner doctor | image build | image show | cleanup`."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace

from gpu_runner import doctor, image, image_build
from gpu_runner.cleanup import cleanup
from gpu_runner.docker_backend import connect
from gpu_runner.errors import BackendUnavailable, RunnerFailure
from gpu_runner.findings import Result
from gpu_runner.settings import Settings

EXIT_OK = 0
EXIT_FAILED = 1
"""A check failed, or a command could not do its work."""
EXIT_USAGE = 2
"""argparse's own code."""
EXIT_INTERRUPTED = 130


def parser() -> argparse.ArgumentParser:
    """Return the parser; each command sets `run`."""
    top = argparse.ArgumentParser(
        prog="gpu-runner", description="Sandboxed, warm, GPU-enabled Jupyter kernels."
    )
    commands = top.add_subparsers(required=True, metavar="command")

    check = commands.add_parser("doctor", help="check this host; say what to type next")
    check.set_defaults(run=run_doctor)

    images = commands.add_parser("image", help="the image of the sandboxes")
    actions = images.add_subparsers(required=True, metavar="action")
    build = actions.add_parser("build", help="build it, unless its inputs did not change")
    build.add_argument("--base", help="base image (default: $GPU_RUNNER_BASE or Debian's Python)")
    build.add_argument("--cuda", action="store_true", default=None, help="TensorFlow with CUDA")
    build.set_defaults(run=run_image_build)
    show = actions.add_parser("show", help="print its name, digest and size")
    show.set_defaults(run=run_image_show)

    clean = commands.add_parser("cleanup", help="remove what dead owners left behind")
    clean.set_defaults(run=run_cleanup)
    return top


def run_doctor(_: argparse.Namespace) -> int:
    """Print one line per check."""
    lines = doctor.examine(Settings.from_environment())
    for line in lines:
        print(line)
    bad = any(line.result is Result.FAILED for line in lines)
    return EXIT_FAILED if bad else EXIT_OK


def run_image_build(arguments: argparse.Namespace) -> int:
    """Build the image and say how to use one with other settings."""
    settings = Settings.from_environment()
    chosen = {"base": arguments.base, "cuda": arguments.cuda, "image": ""}
    settings = replace(settings, **{k: v for k, v in chosen.items() if v is not None})
    with contextlib.closing(connect(settings)) as client:
        built = image_build.build(client, settings)
    print(f"{built.tag}  {built.digest}  {built.size_bytes / 1e9:.1f} GB")
    used = Settings.from_environment()
    if image.current_tags(used) != image.current_tags(settings) or used.image:
        print(f"to use it: export GPU_RUNNER_IMAGE={built.tag}")
    return EXIT_OK


def run_image_show(_: argparse.Namespace) -> int:
    """Print the image that slots would use."""
    settings = Settings.from_environment()
    with contextlib.closing(connect(settings)) as client:
        found = image.require(client, settings)
    print(f"{found.tag}  {found.digest}  {found.size_bytes / 1e9:.1f} GB")
    return EXIT_OK


def run_cleanup(_: argparse.Namespace) -> int:
    """Remove leaked containers, socket folders and control groups."""
    try:
        client = connect(Settings.from_environment())
    except BackendUnavailable as failure:
        print(f"containers not looked at: {failure.message}", file=sys.stderr)
        client = None
    with contextlib.closing(client) if client else contextlib.nullcontext():
        removed = cleanup(client)
    for name in (*removed.containers, *removed.folders, *removed.groups):
        print(f"removed {name}")
    return EXIT_OK if client is not None else EXIT_FAILED


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; print the failures that a user can act on, without a traceback."""
    arguments = parser().parse_args(argv)
    run: Callable[[argparse.Namespace], int] = arguments.run
    try:
        return run(arguments)
    except RunnerFailure as failure:
        print(f"gpu-runner: {failure}", file=sys.stderr)
        return EXIT_FAILED
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
