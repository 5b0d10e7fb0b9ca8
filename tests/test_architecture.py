"""The import order of both packages, their size, and what travels into kernels.

Every import counts, also one inside a function. A new module has to be declared in its layer
below; if no layer fits, the module does two things, or the order needs a discussion.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

from autograder.examine import bootstrap
from autograder.grading.slots import EXAMINER_MODULES

ROOT = Path(__file__).parents[1]
MAX_LINES = 400

# From the bottom up. A module imports from layers below its own, and a package also from itself.
# Modules of one layer do not know each other. A name stands for the module or the whole package.
LAYERS = {
    "gpu_runner": (
        ("", "guest"),
        ("errors", "limits"),
        ("sandbox", "settings", "control", "gpus", "slotdir"),
        (
            "findings",
            "cgroups",
            "endings",
            "environment",
            "image",
            "container",
            "host_paths",
            "launcher",
        ),
        ("bwrap_arguments",),
        ("image_build", "cleanup", "warm_slot"),
        ("process", "docker_backend", "bubblewrap"),
        ("backends", "doctor"),
        ("pool", "bench"),
        ("provisioner",),
        ("main",),
    ),
    "autograder": (
        (
            "",
            "errors",
            "results",
            "cells",
            "suggest",
            "quick_nbformat",
            "arguments",
            "late",
            "interrupts",
            "terminal",
        ),
        (
            "files",
            "toml_table",
            "settings",
            "archives",
            "autotests",
            "command_line",
            "lint",
            "people",
            "percent",
            "mutation",
        ),
        (
            "notebooks",
            "toml_edit",
            "asset_spec",
            "check_settings",
            "leaks",
            "init",
            "gradebook",
            "examine",
        ),
        ("assignment", "testing", "reports", "syntax", "uses"),
        ("course", "calibration.fingerprint"),
        ("assets", "pipeline", "staging"),
        ("build", "grading", "similarity"),
        ("checking",),
        ("calibration",),
        ("commands", "pytest_plugin"),
        ("main",),
    ),
}

# Beside the standard library. All of it is in the image, and none of it knows of grading.
GUEST_MAY_IMPORT = {"IPython", "ipykernel", "pyseccomp", "tornado", "traitlets"}

Sources = Mapping[str, str]


def read_sources(package: str) -> dict[str, str]:
    """Source by module name, e.g. ``autograder.examine.wire``."""
    found = {}
    for path in sorted((ROOT / package).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts).removesuffix(".__init__")] = path.read_text(encoding="utf-8")
    return found


SOURCES = read_sources("gpu_runner") | read_sources("autograder")


def imports(source: str, known: Iterable[str] = (), *, top_level: bool = False) -> Iterator[str]:
    """Modules that `source` imports. ``from a import b`` is ``a.b`` if that is a known module."""
    tree = ast.parse(source)
    for node in tree.body if top_level else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in known else str(node.module)


def graph_of(sources: Sources) -> dict[str, set[str]]:
    """The modules of `sources` that each of them imports."""
    return {
        name: {found for found in imports(source, sources) if found in sources}
        for name, source in sources.items()
    }


def layer_of(module: str) -> tuple[int, str]:
    """Number of the layer, and the name that declares it there."""
    package, _, rest = module.partition(".")
    for number, names in enumerate(LAYERS[package]):
        for name in names:
            if rest == name or (name and rest.startswith(f"{name}.")):
                return number, name
    message = f"{module} is in no layer; declare it in LAYERS of tests/test_architecture.py"
    raise LookupError(message)


def against_the_order(sources: Sources) -> list[str]:
    """Imports within a package that do not point downwards."""
    wrong = []
    for name, imported in graph_of(sources).items():
        for other in imported:
            if name.split(".")[0] != other.split(".")[0]:
                continue
            mine, theirs = layer_of(name), layer_of(other)
            if mine != theirs and theirs[0] >= mine[0]:
                wrong.append(f"{name} imports {other}")
    return sorted(wrong)


def cycles(graph: Mapping[str, set[str]]) -> list[set[str]]:
    """Groups of modules that import each other, directly or not."""
    reach = {name: reachable(graph, name) for name in graph}
    groups = [
        {other for other in reach[name] if name in reach[other]} | {name}
        for name in graph
        if name in reach[name]
    ]
    return [group for index, group in enumerate(groups) if group not in groups[:index]]


def reachable(graph: Mapping[str, set[str]], *starts: str) -> set[str]:
    """What one comes to from `starts` by one import or more."""
    found: set[str] = set()
    waiting = [other for start in starts for other in graph[start]]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += graph[name]
    return found


def foreign_imports(sources: Sources, inside: Iterable[str], allowed: Iterable[str]) -> list[str]:
    """Module-level imports that are neither of `inside`, of `allowed`, nor standard."""
    inside, standard = set(inside), set(sys.stdlib_module_names) | set(allowed)
    return sorted(
        f"{name} imports {other}"
        for name in inside
        for other in imports(sources[name], sources, top_level=True)
        if other not in inside and other.split(".")[0] not in standard
    )


def relative_imports(source: str) -> list[int]:
    """Lines of relative imports."""
    nodes = ast.walk(ast.parse(source))
    return [node.lineno for node in nodes if isinstance(node, ast.ImportFrom) and node.level]


@pytest.mark.parametrize("module", SOURCES)
def test_module(module):
    source = SOURCES[module]
    layer_of(module)
    assert ast.get_docstring(ast.parse(source)), "no docstring"
    assert source.count("\n") <= MAX_LINES, f"more than {MAX_LINES} lines"
    assert not relative_imports(source)


def test_layers_name_only_what_exists():
    named = {
        f"{package}.{name}".rstrip(".")
        for package, layers in LAYERS.items()
        for names in layers
        for name in names
    }
    assert named <= set(SOURCES)


def test_imports_point_downwards():
    assert against_the_order(SOURCES) == []


def test_no_cycles():
    assert cycles(graph_of(SOURCES)) == []


def test_the_runner_does_not_know_the_autograder():
    graph = graph_of(SOURCES)
    assert [
        name
        for name, imported in graph.items()
        if name.startswith("gpu_runner") and any(o.startswith("autograder") for o in imported)
    ] == []


def test_commands_are_independent_and_nobody_imports_them():
    graph = graph_of(SOURCES)
    assert {
        name: sorted(o for o in imported if o.startswith("autograder.commands."))
        for name, imported in graph.items()
        if any(o.startswith("autograder.commands.") for o in imported)
    } == {}


def test_an_examiner_needs_nothing_but_the_examination():
    inside = reachable(graph_of(SOURCES), *EXAMINER_MODULES) | set(EXAMINER_MODULES)
    assert {"autograder.testing", "autograder.examine.handles", "autograder.examine.wire"} < inside
    assert {
        name
        for name in inside
        if not name.startswith("autograder.examine.")
        and name not in ("autograder", "autograder.examine", "autograder.testing")
    } == set()


def test_what_is_sent_to_a_candidate_needs_only_the_standard_library():
    sent = [module.__name__ for module in bootstrap._MODULES]
    assert foreign_imports(SOURCES, sent, allowed=()) == []
    graph = graph_of(SOURCES)
    for position, name in enumerate(sent):
        # They are executed one after the other, and the package itself is not there.
        assert graph[name] <= set(sent[:position]), name


def test_the_guest_needs_only_what_is_in_the_image():
    guest = [name for name in SOURCES if f"{name}.".startswith("gpu_runner.guest.")]
    assert foreign_imports(SOURCES, guest, GUEST_MAY_IMPORT) == []


class TestTheChecks:
    """The checks above find what they are for."""

    def test_an_import_upwards(self):
        sources = {"autograder.errors": "import autograder.main", "autograder.main": ""}
        assert against_the_order(sources) == ["autograder.errors imports autograder.main"]

    def test_an_import_upwards_inside_a_function(self):
        source = "def run():\n    from autograder import build"
        sources = {"autograder.course": source, "autograder.build": ""}
        assert against_the_order(sources) == ["autograder.course imports autograder.build"]

    def test_an_import_of_a_neighbour(self):
        sources = {"autograder.lint": "from autograder.files import x", "autograder.files": ""}
        assert against_the_order(sources) == ["autograder.lint imports autograder.files"]

    def test_a_module_without_a_layer(self):
        with pytest.raises(LookupError, match="declare it"):
            layer_of("autograder.helpers")

    def test_a_cycle_of_three(self):
        graph = {"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}
        assert cycles(graph) == [{"a", "b", "c"}]

    def test_a_foreign_import(self):
        sources = {"a": "import json\nimport numpy", "b": "def f():\n    import numpy"}
        assert foreign_imports(sources, sources, allowed=()) == ["a imports numpy"]

    def test_a_relative_import(self):
        assert relative_imports("import os\nfrom . import x") == [2]
