"""Building the image, with the host's pip settings, with or without a registry."""

from __future__ import annotations

import configparser
import io
import os
import shutil
import site
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from docker.errors import APIError, BuildError, ImageNotFound

from gpu_runner import image
from gpu_runner.errors import ImageMissing
from gpu_runner.settings import Settings

Say = Callable[[str], None]

FALLBACK_BASE = "gpu-runner-base:bookworm"
FALLBACK_SUITE = "bookworm"
FALLBACK_PACKAGES = ("ca-certificates", "libseccomp2", "python3.11", "python3.11-venv")
DEBOOTSTRAP_SECONDS = 900
BUILD_SECONDS = 3600
INSTALL_STAGE = "gpu-runner.stage=install"
PIP_KEYS = (
    *("index-url", "extra-index-url", "trusted-host", "find-links", "no-index"),
    *("timeout", "retries", "proxy"),
)
"""Settings of pip that say where packages come from; others are the host's own business."""
CERTIFICATE_VARIABLES = ("PIP_CERT", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE")
PROXY_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "FTP_PROXY")


def build(client: Any, settings: Settings, say: Say = print) -> image.Image:
    """Build what is missing and return the image. Raises `ImageMissing` with the build's end."""
    packages, guest = image.package_inputs(settings), image.guest_inputs()
    names = image.tags(settings, packages, guest)
    if not _exists(client, names.complete):
        if not _exists(client, names.packages):
            base = ensure_base(client, settings.base, say)
            say(f"building {names.packages} on {base} (some minutes)")
            arguments = {"BASE": base, "REQUIREMENTS": image.requirements_file(settings)}
            context = {**packages, **host_files(os.environ)}
            _build(client, context, names.packages, arguments, "Dockerfile", say)
            client.images.prune(filters={"dangling": True, "label": INSTALL_STAGE})
        say(f"building {names.complete}")
        arguments = {"PACKAGES": names.packages}
        _build(client, guest, names.complete, arguments, "guest.Dockerfile", say)
    # By name: the inputs may have been edited meanwhile.
    return image.require(client, replace(settings, image=names.complete))


def ensure_base(client: Any, base: str, say: Say) -> str:
    """Return the name of a base image on this host.

    Pulls it, and where no registry answers makes one from Debian's packages.
    Raises `ImageMissing` when neither works.
    """
    if _exists(client, base):
        return base
    try:
        say(f"pulling {base}")
        client.images.pull(base)
    except APIError as error:
        say(f"no registry has it for us: {error.explanation or error}")
    else:
        return base
    if _exists(client, FALLBACK_BASE):
        say(f"using {FALLBACK_BASE} instead")
        return FALLBACK_BASE
    return debootstrap(client, base, say)


def debootstrap(client: Any, base: str, say: Say) -> str:
    """Make a base image from Debian's packages, with mmdebstrap."""
    program = shutil.which("mmdebstrap")
    if program is None:
        raise ImageMissing(
            f"base image {base} cannot be pulled, and mmdebstrap is not installed",
            hint="apt-get install mmdebstrap, or name a base image that is here: "
            "gpu-runner image build --base <image>",
        )
    say(f"making {FALLBACK_BASE} with mmdebstrap instead (half a minute)")
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "base.tar"
        include = f"--include={','.join(FALLBACK_PACKAGES)}"
        command = [program, "--variant=apt", include, FALLBACK_SUITE, str(archive)]
        result = subprocess.run(
            command, capture_output=True, text=True, timeout=DEBOOTSTRAP_SECONDS, check=False
        )
        if result.returncode != 0:
            end = result.stderr.strip()[-500:]
            raise ImageMissing(f"mmdebstrap failed:\n{end}", hint="see: man mmdebstrap")
        repository, tag = FALLBACK_BASE.split(":")
        client.api.import_image(str(archive), repository=repository, tag=tag)
    return FALLBACK_BASE


def host_files(environment: Mapping[str, str]) -> dict[str, bytes]:
    """Return the build's `host/` folder: pip's settings and the certificates of this host."""
    settings = read_pip_settings(pip_configuration_files(environment), environment)
    certificates = certificate_file(settings, environment)
    files: dict[str, bytes] = {}
    lines = ["[global]"]
    lines += [f"{key} = {value}" for key, value in portable_pip_settings(settings).items()]
    if certificates is not None:
        files["host/ca.crt"] = certificates.read_bytes()
        lines.append("cert = /host/ca.crt")
    files["host/pip.conf"] = "\n".join([*lines, ""]).encode()
    return files


def pip_configuration_files(environment: Mapping[str, str]) -> list[Path]:
    """Return the files that pip would read, later ones win."""
    config_home = environment.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    candidates = [
        Path("/etc/xdg/pip/pip.conf"),
        Path("/etc/pip.conf"),
        Path.home() / ".pip" / "pip.conf",
        Path(config_home) / "pip" / "pip.conf",
        *(Path(prefix) / "pip.conf" for prefix in dict.fromkeys([*site.PREFIXES, sys.prefix])),
    ]
    if environment.get("PIP_CONFIG_FILE"):
        candidates.append(Path(environment["PIP_CONFIG_FILE"]))
    return [path for path in candidates if path.is_file()]


def read_pip_settings(files: Iterable[Path], environment: Mapping[str, str]) -> dict[str, str]:
    """Return pip's settings for `install`: files, then `PIP_*` variables."""
    settings: dict[str, str] = {}
    for path in files:
        parser = configparser.RawConfigParser()
        parser.read(path, encoding="utf-8")
        for section in ("global", "install"):
            if parser.has_section(section):
                settings.update({k.replace("_", "-"): v for k, v in parser.items(section)})
    for name, value in environment.items():
        if name.startswith("PIP_") and name != "PIP_CONFIG_FILE":
            settings[name[4:].lower().replace("_", "-")] = value
    return settings


def portable_pip_settings(settings: Mapping[str, str]) -> dict[str, str]:
    """Keep what still makes sense inside a build: addresses, but no paths of this host."""
    portable = {}
    for key in PIP_KEYS:
        words = settings.get(key, "").split()
        kept = [word for word in words if not word.startswith(("/", "file:", "~", "."))]
        if kept:
            portable[key] = " ".join(kept)
    return portable


def certificate_file(settings: Mapping[str, str], environment: Mapping[str, str]) -> Path | None:
    """Return the host's certificate bundle, where it has one of its own."""
    names = [settings.get("cert"), *(environment.get(name) for name in CERTIFICATE_VARIABLES)]
    return next((Path(name) for name in names if name and Path(name).is_file()), None)


def archive(files: Mapping[str, bytes]) -> io.BytesIO:
    """Return a tar archive whose bytes depend on names and contents only."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, content in sorted(files.items()):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), 0o644
            tar.addfile(entry, io.BytesIO(content))
    buffer.seek(0)
    return buffer


def _build(
    client: Any,
    files: Mapping[str, bytes],
    tag: str,
    arguments: Mapping[str, str],
    dockerfile: str,
    say: Say,
) -> None:
    proxies = {
        name: value
        for name, value in os.environ.items()
        if name.upper() in PROXY_VARIABLES and value
    }
    try:
        client.images.build(
            fileobj=archive(files),
            custom_context=True,
            dockerfile=dockerfile,
            tag=tag,
            buildargs={**proxies, **arguments},
            # The engine may have no network of its own for containers.
            network_mode="host",
            rm=True,
            timeout=BUILD_SECONDS,
        )
    except BuildError as error:
        output = "".join(str(line.get("stream", "")) for line in error.build_log)
        say(output[-4000:])
        raise ImageMissing(f"building {tag} failed: {error.msg}", hint="see above") from error
    except APIError as error:
        raise ImageMissing(f"building {tag} failed: {error.explanation or error}") from error


def _exists(client: Any, tag: str) -> bool:
    try:
        client.images.get(tag)
    except ImageNotFound:
        return False
    return True
