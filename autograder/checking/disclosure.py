"""What a release gives away, beyond what `build` looks for (`autograder.leaks`)."""

from __future__ import annotations

import ast
import io
import json
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from autograder.cells import BEGIN_HIDDEN, BEGIN_SOLUTION, CellInfo, Role, hidden_lines
from autograder.checking.findings import Finding, Kind, error, warning
from autograder.examine.ownership import python_source
from autograder.examine.template import Template
from autograder.leaks import is_telling
from autograder.lint import MARKERS, find_regions

SUBJECT: Final = "leaks"
_Function = ast.FunctionDef | ast.Lambda
_DIGITS: Final = 4
"""Significant digits from which on a number is hardly a coincidence."""
_TEXT: Final = 12
"""The same for characters of a text."""
_EXPECTING = frozenset({"expected", "expectation", "want", "wanted", "truth", "threshold", "bar"})
_COMPARING = frozenset(
    {"check_close", "assert_allclose", "allclose", "isclose", "assert_equal", "array_equal"}
    | {"assert_array_equal", "at_least", "at_most"}
)
_SENDING = frozenset({"probe", "gradients", "check_gradients_flow"})
"""What runs a function of the test in the candidate: as its decorator, or as its argument."""


def find_disclosures(
    template: Template, release: Mapping[str, Any], files: Mapping[str, bytes]
) -> list[Finding]:
    """Lines, marks and constants of hidden regions in a release, and telling closures.

    Args:
        release: the students' notebook.
        files: the other files of the release, by name.
    """
    found = [*_hidden_strings(template, release), *_constants(template, release, files)]
    for cell in template.cells:
        if cell.role is Role.TEST and cell.is_code:
            found += closures(cell)
    return found


def _hidden_strings(template: Template, release: Mapping[str, Any]) -> Iterator[Finding]:
    """Secret lines and marks anywhere but in the sources: metadata, outputs, attachments."""
    rest = {
        **release,
        "cells": [{**cell, "source": ""} for cell in release["cells"]],
    }
    text = json.dumps(rest, ensure_ascii=False)
    for mark in (*MARKERS, *MARKERS.values()):
        if mark in text:
            yield error(
                Kind.LEAK,
                SUBJECT,
                f"{mark!r} stands in the metadata or outputs of the release",
                advice="Clear all outputs and cell metadata of the source, and build again.",
            )
    for cell in template.cells:
        for line in _secret_lines(cell):
            if json.dumps(line, ensure_ascii=False)[1:-1] in text:
                yield error(
                    Kind.LEAK,
                    SUBJECT,
                    f"a secret line stands in metadata, outputs or attachments: {line!r}",
                    test=cell.grade_id,
                    advice="Clear all outputs and cell metadata of the source, and build again.",
                )


def _secret_lines(cell: CellInfo) -> list[str]:
    lines = cell.source.split("\n")
    regions, _ = find_regions(cell.source)
    secret = [
        line.strip()
        for region in regions
        if region.kind in (BEGIN_HIDDEN, BEGIN_SOLUTION)
        for line in lines[region.first : region.last - 1]
    ]
    return [line for line in secret if is_telling(line)]


def _constants(
    template: Template, release: Mapping[str, Any], files: Mapping[str, bytes]
) -> Iterator[Finding]:
    """Constants that hidden tests compare with, and that can be read in the release.

    A text that stands in the notebook belongs to the question; in another file it gives away.
    """
    code = {
        constant
        for cell in release["cells"]
        if cell["cell_type"] == "code"
        for constant in constants_of(str(cell["source"]))
    }
    prose = [str(cell["source"]) for cell in release["cells"] if cell["cell_type"] != "code"]
    others = [
        data.decode("utf-8", "replace")
        for name, data in files.items()
        if name.endswith((".py", ".md", ".txt"))
    ]
    for cell in template.cells:
        for constant in sorted(compared_constants(cell)) if cell.role is Role.TEST else ():
            number = _is_precise(constant)
            texts = [*prose, *others] if number else others
            if (number and constant in code) or any(constant in text for text in texts):
                yield warning(
                    Kind.LEAK,
                    SUBJECT,
                    f"the constant {constant}, which a hidden test expects, stands in the release",
                    test=cell.grade_id,
                    advice="Draw the inputs at random, and compute the expectation.",
                )


def constants_of(source: str) -> set[str]:
    """Telling literals of code, as they are written."""
    found = set()
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.NUMBER and _is_precise(token.string):
                found.add(token.string)
            elif token.type == tokenize.STRING:
                text = token.string.strip("\"'")
                # An identifier is a key or an attribute: it belongs to the interface.
                if len(text) >= _TEXT and not text.isidentifier():
                    found.add(text)
    except (tokenize.TokenError, SyntaxError):
        return found
    return found


def _is_precise(number: str) -> bool:
    mantissa = number.lower().partition("e")[0].replace("_", "").replace(".", "")
    return mantissa.isdigit() and len(mantissa.strip("0")) >= _DIGITS


def compared_constants(cell: CellInfo) -> set[str]:
    """Telling literals in the hidden comparisons of a test: what it expects."""
    hidden = hidden_lines(cell.source)
    tree = _parsed(cell.source)
    found: set[str] = set()
    for node in ast.walk(tree):
        expects = isinstance(node, ast.Compare) or (
            isinstance(node, ast.Call) and _called(node) in _COMPARING
        )
        if expects and getattr(node, "lineno", 0) in hidden:
            found |= constants_of(ast.get_source_segment(cell.source, node) or "")
    return found


def _parsed(source: str) -> ast.Module:
    try:
        return ast.parse(python_source(source))
    except (SyntaxError, ValueError):
        return ast.Module(body=[], type_ignores=[])


def _called(node: ast.Call) -> str:
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def closures(cell: CellInfo) -> list[Finding]:
    """Functions that a test sends and that name what the test compares with outside of them."""
    tree = _parsed(cell.source)
    sent = _sent(tree)
    inside = {id(part) for function in sent for part in ast.walk(function)}
    expected = _expected_names(tree, inside)
    return [
        warning(
            Kind.CLOSURE,
            SUBJECT,
            f"{_described(function)} sends {name}, with which the test compares, to the candidate",
            test=cell.grade_id,
            advice="Return the quantity from the probe, and compare outside.",
        )
        for function in sent
        for name in sorted(_free_names(function) & expected)
    ]


def _described(function: _Function) -> str:
    if isinstance(function, ast.Lambda):
        return f"the function in line {function.lineno}"
    return f"the probe {function.name}"


def _sent(tree: ast.Module) -> list[_Function]:
    """Functions that run in the candidate: decorated ones, and those handed to what sends."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    named = set()
    found: list[_Function] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) in _SENDING:
            found += [item for item in node.args if isinstance(item, ast.Lambda)]
            named |= _names(node.args)
    for function in functions:
        decorators = {d.id for d in function.decorator_list if isinstance(d, ast.Name)}
        if decorators & _SENDING or function.name in named:
            found.append(function)
    return sorted(found, key=lambda function: function.lineno)


def _expected_names(tree: ast.Module, inside: set[int]) -> frozenset[str]:
    """Names that the test takes as what is right: by their place in a comparison, or their word."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in inside:
            continue
        if isinstance(node, ast.Call) and _called(node) in _COMPARING and len(node.args) > 1:
            found |= _names(node.args[1:2])
        elif isinstance(node, ast.Compare) and isinstance(node.ops[-1], ast.Eq):
            found |= _names(node.comparators[-1:])
        elif isinstance(node, ast.Name) and node.id in _EXPECTING:
            found.add(node.id)
    return frozenset(found)


def _names(nodes: Iterable[ast.expr]) -> set[str]:
    """Plain names; what is computed from inputs may share the inputs with a probe."""
    return {node.id for node in nodes if isinstance(node, ast.Name)}


def _free_names(function: _Function) -> set[str]:
    used: set[str] = set()
    bound = {arg.arg for arg in ast.walk(function) if isinstance(arg, ast.arg)}
    for node in ast.walk(function):
        if isinstance(node, ast.Name):
            (used if isinstance(node.ctx, ast.Load) else bound).add(node.id)
    return used - bound
