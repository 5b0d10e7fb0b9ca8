"""The two slots of an examination, and a kernel in each."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from autograder.examine.kernels import Kernel
from gpu_runner.limits import Limits
from gpu_runner.sandbox import Slot


@dataclass(frozen=True)
class Pair:
    """The two slots of one examination; `examiner` was opened with `candidate` as its peer."""

    candidate: Slot
    examiner: Slot

    @property
    def limits(self) -> Limits:
        return self.candidate.spec.limits


@contextlib.asynccontextmanager
async def kernels(pair: Pair) -> AsyncIterator[tuple[Kernel, Kernel]]:
    """The candidate's kernel and the examiner's; both are gone afterwards."""
    candidate = Kernel(pair.candidate, pair.candidate.spec.limits)
    examiner = Kernel(pair.examiner, pair.examiner.spec.limits, trusted=True)
    try:
        # Both forks at once: they happen in different containers.
        starts = await asyncio.gather(candidate.start(), examiner.start(), return_exceptions=True)
        for problem in filter(None, starts):
            raise problem
        yield candidate, examiner
    finally:
        await asyncio.gather(candidate.stop(), examiner.stop())
