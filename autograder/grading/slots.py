"""The two slots of an examination: opened, kept for the next one, replaced when one fails."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from autograder.assignment import Assignment
from autograder.errors import SubmissionError
from autograder.examine.examination import Examined, examine
from autograder.examine.pair import Pair
from autograder.examine.selection import EVERYTHING, Selection
from autograder.examine.template import Template
from autograder.grading.templates import Materials
from gpu_runner import gpus
from gpu_runner.sandbox import Backend, Slot, SlotSpec

TRIES: Final = 3
"""Examinations of one program before the infrastructure's failure is accepted."""
EXAMINER_MODULES: Final = ("autograder.testing", "autograder.examine.examiner")
_EXAMINER_MEMORY: Final = 4 << 30


@contextlib.contextmanager
def open_pair(
    backend: Backend, assignment: Assignment, materials: Materials, assets: Mapping[str, Path]
) -> Iterator[Pair]:
    """Warm up a candidate's slot and an examiner's beside it.

    The candidate gets the released files and the assets. The examiner gets those too, and the
    package `autograder`; neither gets the source folder.

    Raises:
        gpu_runner.errors.RunnerFailure: a slot cannot be opened. What goes wrong while modules are
            imported is raised when the first kernel starts.
    """
    candidate = candidate_spec(assignment, materials.files, assets)
    opened: list[Slot] = []
    try:
        # Both import their modules at the same time.
        peer = backend.open_slot(candidate, wait=False)
        opened.append(peer)
        examiner = replace(
            candidate,
            **_examiner_fields(assignment, materials),
            peer=peer,
            gpu=False,
        )
        opened.append(backend.open_slot(examiner, wait=False))
        yield Pair(*opened)
    finally:
        with ThreadPoolExecutor() as closers:
            for closing in [closers.submit(slot.close) for slot in opened]:
                closing.result()


class Seat:
    """A place for one examination at a time.

    Its pair of slots is opened when it is first needed, serves one examination after the other,
    and is given up when one ends with the sandbox's failure: the next gets fresh slots.
    """

    def __init__(
        self,
        backend: Backend,
        assignment: Assignment,
        materials: Materials,
        assets: Mapping[str, Path],
    ) -> None:
        self._open = functools.partial(open_pair, backend, assignment, materials, assets)
        self._slots = contextlib.ExitStack()
        self._pair: Pair | None = None
        self._opening: asyncio.Future[Pair] | None = None

    @property
    def environment(self) -> Mapping[str, Any]:
        """What the candidate's slot runs on; empty while no slot is open."""
        return {} if self._pair is None else self._pair.candidate.environment

    async def examine(
        self,
        template: Template,
        submitted: Any,
        *,
        seed: int,
        selection: Selection = EVERYTHING,
    ) -> Examined:
        """See `autograder.examine.examination.examine`.

        Raises:
            SubmissionError: the notebook cannot be examined; the slots stay.
            autograder.examine.kernels.SandboxLost: a slot failed.
            gpu_runner.errors.RunnerFailure: a slot cannot be opened.
        """
        try:
            if self._pair is None:
                entering = asyncio.to_thread(self._slots.enter_context, self._open())
                self._opening = asyncio.ensure_future(entering)
                self._pair = await asyncio.shield(self._opening)
                self._opening = None
            return await examine(self._pair, template, submitted, seed=seed, selection=selection)
        except SubmissionError:
            raise
        except Exception:
            await self.close()
            raise

    async def close(self) -> None:
        """Close the slots, if there are any."""
        self._pair = None
        if self._opening is not None:
            # Whoever waited for it may have been cancelled; its thread goes on all the same.
            await asyncio.wait([self._opening])
            self._opening = None
        # Also when the caller is cancelled: what is open must be closed.
        await asyncio.shield(asyncio.to_thread(self._slots.close))


@contextlib.contextmanager
def open_ordinary(
    backend: Backend,
    assignment: Assignment,
    materials: Materials,
    assets: Mapping[str, Path],
    folder: Path,
) -> Iterator[Slot]:
    """Warm up a slot whose kernels run tests beside the answers, as JupyterLab does.

    Args:
        folder: what a kernel finds in its working directory.

    Raises:
        gpu_runner.errors.RunnerFailure: see `open_pair`.
    """
    spec = candidate_spec(assignment, folder, assets)
    ordinary = replace(spec, **_examiner_fields(assignment, materials))
    with backend.open_slot(ordinary, wait=False) as slot:
        yield slot


def candidate_spec(assignment: Assignment, files: Path, assets: Mapping[str, Path]) -> SlotSpec:
    """The slot of a submission to `assignment`, with a copy of `files` to work in."""
    return SlotSpec(
        modules=assignment.modules,
        env={"TF_CPP_MIN_LOG_LEVEL": "3", **assignment.env},
        limits=assignment.limits,
        files=files,
        links=assets,
        gpu=assignment.gpu,
    )


def _examiner_fields(assignment: Assignment, materials: Materials) -> dict[str, Any]:
    """What a slot needs to run test cells."""
    limits = assignment.limits
    memory = max(limits.memory_bytes, _EXAMINER_MEMORY)
    return {
        "modules": (*assignment.modules, *EXAMINER_MODULES),
        # The test's own arrays and the answers it fetched must not depend on the limit that
        # is set for students.
        "limits": replace(limits, memory_bytes=memory),
        "python_path": (materials.package,),
    }


def number_of_jobs(assignment: Assignment, wanted: int | None) -> int:
    """Examinations at a time: what is `wanted`, or as many as this machine can serve.

    That is one per `cpus` of the limits, within its memory. If there are GPUs and the assignment
    needs one, there are never more: a job keeps its GPU, and the others would find none.

    Raises:
        gpu_runner.errors.RunnerFailure: there are GPUs, but their driver does not answer.
    """
    limits = assignment.limits
    if wanted is None:
        by_cpu = int((os.cpu_count() or 1) / max(limits.cpus, 0.01))
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        each = limits.memory_bytes + max(limits.memory_bytes, _EXAMINER_MEMORY)
        wanted = min(by_cpu, int(memory / each))
    devices = len(gpus.available()) if assignment.gpu else 0
    return max(1, min(wanted, devices or wanted))
