"""Nothing of the hidden tests, the solution or other students is within a candidate's reach."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import nbformat
import pytest

from tests.autograder.grading.conftest import CANARY, GOOD, Demo

# Assembled at run time, so that the search does not find itself.
SEARCH = f"""
import gc, os, sys
wanted = "{CANARY[:6]}" + "{CANARY[6:]}"
found = []
roots = "/home /opt /tmp /run /srv /mnt /var /etc /root /proc/self"
for root in roots.split():
    for folder, names, files in os.walk(root):
        names[:] = [name for name in names if name not in ("site-packages", "task", "fd")]
        for name in files:
            path = os.path.join(folder, name)
            try:
                if os.path.isfile(path) and wanted.encode() in open(path, "rb").read(1 << 22):
                    found.append(path)
            except OSError:
                pass
def walk(when):
    for item in gc.get_objects():
        try:
            if type(item) is not dict or item is globals() or "wanted" in item:
                continue
            if any(wanted in str(v) for v in item.values() if isinstance(v, (str, bytes))):
                found.append(f"heap {{when}}")
        except Exception:
            pass
    frame = sys._getframe()
    while frame:
        for value in list(frame.f_locals.values()):
            if isinstance(value, str) and wanted in value and value is not wanted:
                found.append(f"frame {{when}} {{frame.f_code.co_name}}")
        frame = frame.f_back
walk("at start")
"""
SPY = """
def double(x):
    walk("while examined")
    if found:
        print("FOUND", found)
    return 2 * x
def found_nothing():
    return not found
"""


@pytest.mark.docker
def test_a_candidate_finds_no_canary(docker_demo: Demo, graded: Callable[..., Any]) -> None:
    """The search looks through files, memory and stack, before and during an examination."""
    docker_demo.submit("other", {**GOOD, "d1": f"{CANARY} of another student"})
    docker_demo.submit("spy", {"q1": SPY, "q2": GOOD["q2"]}, extra=SEARCH)
    found = graded(docker_demo, "--jobs", "1")
    assert found["spy"]["score"] == 4.0, "the search itself must have run"
    runs = docker_demo.root / ".autograder" / "runs" / "demo" / "spy"
    (path,) = runs.glob("*/demo.ipynb")
    executed = nbformat.read(path, as_version=4)
    outputs = [str(item.get("outputs")) for item in executed.cells if "# Hidden" not in item.source]
    assert not any("FOUND" in text for text in outputs), outputs


@pytest.mark.docker
def test_the_search_would_find_a_canary(docker_demo: Demo, graded: Callable[..., Any]) -> None:
    """The test above can fail: a canary in a released file is found."""
    (docker_demo.root / "source" / "demo" / "data.txt").write_text(CANARY)
    docker_demo.submit("spy", {"q1": SPY, "q2": GOOD["q2"]}, extra=SEARCH + "print('FOUND', found)")
    graded(docker_demo)
    (path,) = (docker_demo.root / ".autograder" / "runs" / "demo" / "spy").glob("*/demo.ipynb")
    assert "data.txt" in str(nbformat.read(path, as_version=4).cells[0].outputs)


FORGERIES = {
    "numpy": "import numpy\nnumpy.allclose = numpy.testing.assert_allclose = lambda *a, **k: True\n"
    "def double(x): return 0 * x",
    "builtins": "import builtins\nbuiltins.AssertionError = type\nbuiltins.abs = lambda x: 0\n"
    "def double(x): return 0 * x",
    "transformers": "import ast\nclass NoAssert(ast.NodeTransformer):\n"
    "    def visit_Assert(self, node): return ast.Pass()\n"
    "get_ipython().ast_transformers.append(NoAssert())\n"
    "get_ipython().input_transformers_cleanup.append(lambda lines: ['pass'])\n"
    "def double(x): return 0 * x",
    "equal": "class Equal:\n    __eq__ = __le__ = __lt__ = __ge__ = __gt__ = lambda s, o: True\n"
    "    __sub__ = __rsub__ = lambda s, o: 0.0\n    __abs__ = lambda s: 0.0\n"
    "    __bool__ = lambda s: True\n    __hash__ = None\n"
    "def double(x): return Equal()",
    "array": "import numpy as np\nclass Array(np.ndarray):\n"
    "    def __array_ufunc__(self, *a, **k): return np.True_\n"
    "    def __array_function__(self, *a, **k): return True\n"
    "def double(x): return np.zeros(5).view(Array)",
    "skip": "import unittest\ndef double(x): raise unittest.SkipTest",
    "stop": "def double(x): raise StopIteration",
    "leave": "def double(x): raise SystemExit(0)",
    "display": "import sys\ndef double(x):\n    sys.displayhook(2)\n    return 0 * x",
    "agent": "import sys\nagent = sys.modules['autograder.examine.agent']\n"
    "agent.Agent.answer = lambda self, op, message: message\n"
    "def double(x): return 0 * x",
    "handler": "kernel = get_ipython().kernel\n"
    "kernel.shell_handlers['examination_request'] = lambda *a: None\ndef double(x): return 2 * x",
}


def test_forgeries_earn_nothing(sandboxed: Demo, graded: Callable[..., Any]) -> None:
    toml = 'title = "Demo"\npoints = 4\nmanual_points = 2\n[limits]\ncell_seconds = 3\n'
    (sandboxed.root / "source" / "demo" / "assignment.toml").write_text(toml)
    for name, source in FORGERIES.items():
        sandboxed.submit(name, {"q1": source})
    sandboxed.submit("honest", GOOD)
    found = graded(sandboxed, "--jobs", "2")
    scores = {name: found[name]["tests"]["q1_hidden"]["points"] for name in FORGERIES}
    assert scores == dict.fromkeys(FORGERIES, 0.0)
    assert found["honest"]["score"] == 4.0


def test_metadata_earns_nothing(demo: Demo, graded: Callable[..., Any]) -> None:
    """Each of these earns marks, or stops the class, in nbgrader 0.9.6."""
    notebook = demo.release()
    for item in notebook.cells:
        item.metadata["tags"] = ["skip-execution", "autograder:examiner"]
        item.metadata.nbgrader["schema_version"] = 99
        item.metadata.nbgrader["solution"] = False
        item.metadata.nbgrader["points"] = 1000
    notebook.metadata["kernelspec"] = {"name": "bash", "display_name": "bash"}
    demo.write("forged", nbformat.writes(notebook))
    demo.submit("honest", GOOD)
    found = graded(demo)
    assert (found["forged"]["score"], found["forged"]["maximum"]) == (0.0, 6.0)
    assert found["honest"]["score"] == 4.0
