"""Source texts that turn a kernel into a candidate that answers, and one into its examiner."""

from __future__ import annotations

import functools
import inspect
import json
from typing import Any

from autograder.examine import agent, wire, wire_arrays, wire_types

_MODULES = (wire_types, wire_arrays, wire, agent)

# Without the `del` a student's first cell would find these names in its namespace.
_TEMPLATE = """\
def _start():
    import json, sys, types
    for package in ("autograder", "autograder.examine"):
        if package not in sys.modules:
            sys.modules[package] = types.ModuleType(package)
            sys.modules[package].__path__ = []
    for name, source in json.loads({sources!r}):
        module = sys.modules[name] = types.ModuleType(name)
        setattr(sys.modules["autograder.examine"], name.rpartition(".")[2], module)
        exec(compile(source, name, "exec"), module.__dict__)
    sys.modules["autograder.examine.agent"].install(get_ipython())
_start()
del _start
"""


@functools.cache
def bootstrap_source() -> str:
    """Python source to execute once, silently, in a fresh candidate kernel."""
    sources = [(module.__name__, inspect.getsource(module)) for module in _MODULES]
    return _TEMPLATE.format(sources=json.dumps(sources))


def examiner_source(**settings: Any) -> str:
    """Python source to execute once in a fresh examiner kernel; see `examiner.start`."""
    return (
        "from autograder.examine import examiner as __examiner__\n"
        f"__examiner__.start({json.dumps(settings)!r})"
    )
