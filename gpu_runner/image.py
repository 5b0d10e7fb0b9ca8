"""The image of the sandboxes: what it is made of, its name, and whether it is there."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import requests
from docker.errors import DockerException, ImageNotFound

from gpu_runner.errors import BackendUnavailable, ImageMissing
from gpu_runner.settings import Settings

REPOSITORY = "gpu-runner"
PACKAGES_REPOSITORY = "gpu-runner-packages"
PACKAGE_FOLDER = Path(__file__).resolve().parent
IMAGE_FOLDER = PACKAGE_FOLDER / "image"
HASH_LENGTH = 12


class Image(NamedTuple):
    """An image on this host."""

    tag: str
    digest: str
    """Content hash of the image's configuration: names exactly what ran."""
    size_bytes: int


class Tags(NamedTuple):
    """Names of the two images, from the hash of what goes into them."""

    packages: str
    complete: str


def requirements_file(settings: Settings) -> str:
    """Name of the lock file with the packages."""
    return "requirements-cuda.lock" if settings.cuda else "requirements.lock"


def package_inputs(settings: Settings) -> dict[str, bytes]:
    """Return the files that the packages' image is built from, by name."""
    names = ("Dockerfile", requirements_file(settings))
    return {name: (IMAGE_FOLDER / name).read_bytes() for name in names}


def guest_inputs() -> dict[str, bytes]:
    """Return the files of the last layer, by name."""
    files = {"guest.Dockerfile": (IMAGE_FOLDER / "guest.Dockerfile").read_bytes()}
    modules = [PACKAGE_FOLDER / "__init__.py", *sorted((PACKAGE_FOLDER / "guest").glob("*.py"))]
    for module in modules:
        files[str(Path("gpu_runner") / module.relative_to(PACKAGE_FOLDER))] = module.read_bytes()
    return files


def tags(settings: Settings, packages: Mapping[str, bytes], guest: Mapping[str, bytes]) -> Tags:
    """Name the images: the same inputs give the same names, any other input another name."""
    package_hash = content_hash({"base": settings.base.encode(), **packages})
    guest_hash = content_hash({"packages": package_hash.encode(), **guest})
    return Tags(f"{PACKAGES_REPOSITORY}:{package_hash}", f"{REPOSITORY}:{guest_hash}")


def current_tags(settings: Settings) -> Tags:
    """Name the images of this version of the package."""
    return tags(settings, package_inputs(settings), guest_inputs())


def content_hash(files: Mapping[str, bytes]) -> str:
    """Hash names and contents; lengths are hashed too, so that no two mappings collide."""
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(f"{len(name)}:{name}:{len(content)}:".encode())
        digest.update(content)
    return digest.hexdigest()[:HASH_LENGTH]


def require(client: Any, settings: Settings) -> Image:
    """Return the image to run. Raises `ImageMissing` when it is not on this host."""
    tag = settings.image or current_tags(settings).complete
    try:
        found = client.images.get(tag)
    except ImageNotFound as error:
        hint = "gpu-runner image build"
        if settings.image:
            hint = f"docker pull {tag}, or unset GPU_RUNNER_IMAGE"
        raise ImageMissing(f"image {tag} is not on this host", hint=hint) from error
    except (DockerException, requests.RequestException) as error:
        raise BackendUnavailable(f"the Docker engine refuses: {error}") from error
    return Image(tag, found.id, found.attrs["Size"])
