from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import numpy as np
from autograder.examine import memory

memory.bound({limit})
assert np.ones({fits}, dtype="int8").sum() == {fits}
try:
    np.ones({too_much}, dtype="int8")
except MemoryError:
    assert np.ones({fits}, dtype="int8").sum() == {fits}
    print("goes on")
"""


def run(**sizes: int) -> str:
    program = PROGRAM.format(**sizes)
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout


def test_what_is_too_much_fails_and_the_process_goes_on() -> None:
    assert run(limit=1 << 30, fits=600 << 20, too_much=1000 << 20) == "goes on\n"


def test_the_bound_is_that_of_the_whole_process() -> None:
    """What the process holds already counts."""
    assert run(limit=300 << 20, fits=100 << 20, too_much=280 << 20) == "goes on\n"
