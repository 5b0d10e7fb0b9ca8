"""The saved inputs, and a moment's worth of new ones, through every target of the fuzzer.

``python -m tests.fuzz <target>`` searches for minutes; see CONTRIBUTING.md.
"""

from __future__ import annotations

import resource
import time
from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS, template

CORPUS = Path(__file__).parent / "corpus"
SAVED = [
    pytest.param(target, path, id=f"{target}-{path.name}")
    for target in TARGETS
    for path in sorted((CORPUS / target).iterdir())
]


@pytest.mark.parametrize(("target", "path"), SAVED)
def test_saved_inputs_do_no_more_than_fail(target: str, path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF)
    began = time.process_time()
    TARGETS[target](path.read_bytes())
    assert time.process_time() - began < 20
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before.ru_maxrss
    assert grown < 500 << 10, f"{grown >> 10} MiB for {path.stat().st_size} bytes"


@pytest.mark.parametrize("target", TARGETS)
def test_cut_and_joined_inputs_do_no_more_than_fail(target: str) -> None:
    """Every saved input cut off, with a byte changed, and joined with another."""
    inputs = [path.read_bytes() for path in sorted((CORPUS / target).iterdir())]
    for first, second in zip(inputs, inputs[1:] + inputs[:1], strict=True):
        for at in range(0, min(len(first), 400), 23):
            TARGETS[target](first[:at])
            TARGETS[target](first[:at] + bytes([first[at] ^ 1]) + first[at + 1 :])
            TARGETS[target](first[:at] + second[at // 2 :])


def test_a_finding_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The targets can fail: with an assembler that takes a test's text from the submission."""
    from tests.fuzz import targets

    def trusting(wanted, submission):
        import dataclasses

        found = assemble(wanted, submission)
        cells = [
            dataclasses.replace(item, info=dataclasses.replace(item.info, source="pass"))
            for item in found.cells
        ]
        return dataclasses.replace(found, cells=tuple(cells))

    assemble = targets.assemble
    whole = (CORPUS / "assemble" / "whole").read_bytes()
    TARGETS["assemble"](whole)
    monkeypatch.setattr(targets, "assemble", trusting)
    with pytest.raises(AssertionError):
        TARGETS["assemble"](whole)
    assert len(template().cells) == 4
