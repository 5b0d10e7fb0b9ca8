"""Build releases and solutions: write what changed, remove what is stale, or only compare."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from time import perf_counter

from jupyter_core.utils import ensure_event_loop

from autograder.course import Course
from autograder.errors import AutograderError, SourceError, StaleError, joined
from autograder.files import PUBLIC, write_atomic
from autograder.pipeline import Product, check_config, produce

_MANIFEST = "build.json"


@dataclass(frozen=True, kw_only=True)
class Built:
    """What was done for one assignment. Paths are relative to the course."""

    name: str
    written: tuple[Path, ...] = ()
    removed: tuple[Path, ...] = ()
    unchanged: int = 0
    warnings: tuple[str, ...] = ()
    gone: bool = False
    """The course no longer has it: only its old files were looked at."""


@dataclass(frozen=True, kw_only=True)
class BuildReport:
    """One `Built` per assignment, in the order of the course; then those that are gone."""

    assignments: tuple[Built, ...]
    seconds: float


def build(
    course: Course,
    names: Iterable[str] | None = None,
    *,
    check: bool = False,
    jobs: int | None = None,
    done: Callable[[Built], None] | None = None,
) -> BuildReport:
    """Build assignments, in parallel if there are several.

    An assignment that cannot be built does not keep others from it.

    Args:
        course: the course.
        names: assignments; all of the course if None or empty.
        check: write nothing; compare what is there with what would be built.
        jobs: threads; by default one per processor.
        done: called for each assignment as it is finished.

    Raises:
        UsageError: there is no assignment of that name.
        ConfigError: there is no source folder.
        ConfigError, SourceError: an assignment breaks the rules, or its source folder has lost
            its notebook while files built of it are there. Several errors are joined.
        StaleError: with `check`, files are stale, missing or extra; lists each.
        StorageError: a folder cannot be written.
    """
    start = perf_counter()
    check_config(course)
    chosen = list(dict.fromkeys(names or ())) or course.assignments()
    writer = _Writer(course, check)
    built: list[Built] = []
    errors: list[AutograderError] = []
    done = done or (lambda _: None)
    for result in _produce_all(course, chosen, jobs):
        if isinstance(result, AutograderError):
            errors.append(result)
            continue
        built.append(writer.write(result))
        done(built[-1])
    for orphan in () if names else writer.orphans(chosen):
        if isinstance(orphan, AutograderError):
            errors.append(orphan)
            continue
        built.append(orphan)
        done(orphan)
    writer.close()
    if errors:
        raise joined(errors)
    if writer.stale:
        problems = "\n".join(sorted(writer.stale))
        raise StaleError(problems, hint="Type: autograder build")
    return BuildReport(assignments=tuple(built), seconds=perf_counter() - start)


def _produce_all(
    course: Course, names: list[str], jobs: int | None
) -> Iterator[Product | AutograderError]:
    """Products in the order of `names`.

    Threads, not processes: an assignment takes 30 ms, less than a second interpreter needs to
    import nbgrader. What does take seconds, AUTOTEST lines, waits for a kernel.
    """
    with ThreadPoolExecutor(jobs or os.cpu_count()) as pool:
        yield from pool.map(lambda name: _produce_in_thread(course, name), names)


def _produce_in_thread(course: Course, name: str) -> Product | AutograderError:
    try:
        return _produce(course, name)
    finally:
        # The client of a kernel makes an event loop for its thread, and leaves it open.
        ensure_event_loop().close()


def _produce(course: Course, name: str) -> Product | AutograderError:
    try:
        return produce(course, course.assignment(name))
    except AutograderError as problem:
        return problem


class _Writer:
    """Brings the release and solutions folders up to date, or notes what is not.

    `.autograder/build.json` remembers which files were made here, and their hashes: only
    those are ever removed. What somebody else put into a release is reported, and stays.
    """

    def __init__(self, course: Course, check: bool) -> None:
        self.course = course
        self.check = check
        self.stale: list[str] = []
        self._manifest = course.state_dir / _MANIFEST
        self._made = _read_manifest(self._manifest)

    def write(self, product: Product) -> Built:
        """Make both folders hold exactly the files of `product`."""
        written: list[Path] = []
        removed: list[Path] = []
        warnings = list(product.warnings)
        unchanged = 0
        folders = (
            (self.course.release_folder(product.name), product.release),
            (self.course.solution_folder(product.name), product.solution),
        )
        for folder, files in folders:
            for name, data in files.items():
                if self._put(folder / name, data):
                    written.append(self._relative(folder / name))
                else:
                    unchanged += 1
            gone, foreign = self._clear(folder, files)
            removed += gone
            warnings += foreign
        return Built(
            name=product.name,
            written=tuple(written),
            removed=tuple(removed),
            unchanged=unchanged,
            warnings=tuple(warnings),
        )

    def orphans(self, names: Iterable[str]) -> Iterator[Built | AutograderError]:
        """Clear folders of assignments that the course no longer has, by name.

        Where the source folder is still there, its notebook was moved or lost, and what was built
        of it may be the last copy: an error, and nothing is removed.
        """
        known = set(names)
        folders: dict[str, list[Path]] = {}
        for sample in (self.course.release_folder("any"), self.course.solution_folder("any")):
            if sample.parent.is_dir():
                for folder in sample.parent.iterdir():
                    if folder.is_dir() and folder.name not in known and not self._ignored(folder):
                        folders.setdefault(folder.name, []).append(folder)
        for name, found in sorted(folders.items()):
            source = self.course.source_folder(name)
            if source.is_dir() and any(self._was_made(folder) for folder in found):
                yield SourceError(
                    f"{source}: holds no notebook, but what was built of one is in"
                    f" {' and '.join(map(str, found))}",
                    hint="Put the notebook back; or remove the folder, if the assignment is gone.",
                )
                continue
            cleared = [self._clear(folder, {}) for folder in found]
            removed = tuple(path for gone, _ in cleared for path in gone)
            warnings = tuple(text for _, foreign in cleared for text in foreign)
            if removed or warnings:
                yield Built(name=name, removed=removed, warnings=warnings, gone=True)

    def _was_made(self, folder: Path) -> bool:
        """Whether a file in `folder` is one of those that were made here."""
        return any(self._relative(path).as_posix() in self._made for path in folder.rglob("*"))

    def close(self) -> None:
        """Remember what was made."""
        if not self.check:
            text = json.dumps(self._made, indent=1, sort_keys=True) + "\n"
            self.course.make_state_dir()
            write_atomic(self._manifest, text.encode())

    def _put(self, path: Path, data: bytes) -> bool:
        relative = self._relative(path)
        if self.check:
            if not path.is_file():
                self.stale.append(f"{relative}: missing")
            elif path.read_bytes() != data:
                self.stale.append(f"{relative}: stale")
            return False
        changed = write_atomic(path, data, mode=PUBLIC)
        self._made[relative.as_posix()] = _digest(data)
        return changed

    def _clear(self, folder: Path, files: Mapping[str, bytes]) -> tuple[list[Path], list[str]]:
        """Remove stale files of `folder` that were made here; name the others."""
        removed, foreign = [], []
        for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
            name = path.relative_to(folder).as_posix()
            if path.is_dir() or name in files or self._ignored(path.relative_to(folder)):
                continue
            relative = self._relative(path)
            if self.check:
                self.stale.append(f"{relative}: extra")
            elif self._made.get(relative.as_posix()) == _digest(path.read_bytes()):
                path.unlink()
                del self._made[relative.as_posix()]
                removed.append(relative)
            else:
                foreign.append(
                    f"{relative}: not made by build; move it to the source, or remove it"
                )
        if removed:
            _remove_empty(folder)
        return removed, foreign

    def _ignored(self, path: Path) -> bool:
        patterns = self.course.ignore
        return any(fnmatch(part, pattern) for part in path.parts[-3:] for pattern in patterns)

    def _relative(self, path: Path) -> Path:
        return path.relative_to(self.course.root) if path.is_relative_to(self.course.root) else path


def _remove_empty(folder: Path) -> None:
    for path in sorted([folder, *folder.rglob("*")], reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _read_manifest(path: Path) -> dict[str, str]:
    """File -> hash. Lost or damaged, it costs no more than a remark about stale files."""
    try:
        values = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(values, dict):
        return {}
    return {str(name): str(digest) for name, digest in values.items()}
