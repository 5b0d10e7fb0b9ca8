"""What one cell binds, uses and may change, by names."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from autograder.examine.ownership import Names, names_of, python_source


@dataclass(frozen=True)
class Uses:
    """Names that one cell binds and uses; `touched` are used at module level, imports aside."""

    names: Names
    touched: frozenset[str]
    defined: frozenset[str]
    """Bound by `def` and `class` only: calling them does not change them."""

    @property
    def bound(self) -> frozenset[str]:
        return self.names.bound - self.names.imported

    @property
    def changeable(self) -> frozenset[str]:
        """Names of objects that another cell can change without binding them."""
        return self.bound - self.defined


def uses_of(source: str) -> Uses:
    """The names of a cell; of one that does not parse, nothing is touched."""
    names = names_of(source)
    try:
        tree = ast.parse(python_source(source))
    except (SyntaxError, ValueError):
        return Uses(names, frozenset(), frozenset())
    finder = ModuleLevel()
    finder.visit(tree)
    return Uses(names, frozenset(finder.loaded) - names.imported, frozenset(finder.defined))


class ModuleLevel(ast.NodeVisitor):
    """Names that a cell loads as it runs, not inside its functions; names that it defines."""

    def __init__(self) -> None:
        self.loaded: set[str] = set()
        self.defined: set[str] = set()

    def visit_Name(self, node: ast.Name) -> None:
        if not isinstance(node.ctx, ast.Store):
            self.loaded.add(node.id)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.defined.add(node.name)
        for part in (*node.decorator_list, *node.args.defaults, *node.args.kw_defaults):
            if part is not None:
                self.visit(part)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.defined.add(node.name)
        self.generic_visit(node)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        for part in (*node.args.defaults, *node.args.kw_defaults):
            if part is not None:
                self.visit(part)
