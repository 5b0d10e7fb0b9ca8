"""The operators that make mutants, each a small function over one kind of node."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import libcst as cst

from autograder.mutation import axes, general, learning, networks, statements, tensors
from autograder.mutation.tree import Tree

Propose: TypeAlias = Callable[[Any, Tree], Iterator[cst.CSTNode]]


@dataclass(frozen=True)
class Operator:
    """A kind of fault.

    Args:
        propose: yields, for a node of one of `kinds`, what could stand there by mistake. Its
            docstring begins with one line for people and ends with an example: lines with `-`
            before the change, with `+` after it, with neither in both.
        kinds: the nodes it looks at.
    """

    propose: Propose
    kinds: tuple[type[cst.CSTNode], ...]

    @property
    def name(self) -> str:
        """As in reports: `sum-for-mean`."""
        return self.propose.__name__.replace("_", "-")

    @property
    def summary(self) -> str:
        """What the mistake is, in one sentence."""
        return self._text.partition("\n\n")[0].replace("\n", " ")

    @property
    def example(self) -> str:
        """The example, with its marks."""
        return self._text.partition("\n\n")[2].strip("\n")

    @property
    def before(self) -> str:
        return self._side("-")

    @property
    def after(self) -> str:
        return self._side("+")

    @property
    def _text(self) -> str:
        return inspect.cleandoc(self.propose.__doc__ or "")

    def _side(self, mark: str) -> str:
        lines = self.example.split("\n")
        return "\n".join(line[2:] for line in lines if line[:1] in (mark, " ")) + "\n"


DEEP_LEARNING: Final = (
    Operator(axes.axis_changed, (cst.Call,)),
    Operator(axes.keepdims_changed, (cst.Call,)),
    Operator(axes.transpose_changed, (cst.Call, cst.Attribute, cst.BinaryOperation)),
    Operator(axes.einsum_changed, (cst.Call,)),
    Operator(axes.new_axis_moved, (cst.Subscript,)),
    Operator(axes.reshape_changed, (cst.Call,)),
    Operator(axes.concatenation_changed, (cst.Call,)),
    Operator(tensors.scale_dropped, (cst.BinaryOperation,)),
    Operator(tensors.sum_for_mean, (cst.Call,)),
    Operator(tensors.logarithm_changed, (cst.Call,)),
    Operator(tensors.magnitude_dropped, (cst.Call, cst.BinaryOperation)),
    Operator(tensors.epsilon_dropped, (cst.Call, cst.BinaryOperation)),
    Operator(tensors.clip_dropped, (cst.Call,)),
    Operator(tensors.dtype_changed, (cst.Call,)),
    Operator(networks.from_logits_flipped, (cst.Call,)),
    Operator(networks.activation_changed, (cst.Call,)),
    Operator(networks.bias_changed, (cst.Call, cst.BinaryOperation)),
    Operator(networks.mask_changed, (cst.Call, cst.BinaryOperation, cst.UnaryOperation)),
    Operator(networks.term_dropped, (cst.BinaryOperation,)),
    Operator(networks.fill_changed, (cst.Call,)),
    Operator(networks.causality_lost, (cst.Call,)),
    Operator(networks.layer_dropped, (cst.List,)),
    Operator(networks.variables_changed, (cst.Attribute,)),
    Operator(networks.training_flipped, (cst.Call,)),
    Operator(networks.stop_gradient_changed, (cst.Call, cst.BinaryOperation)),
    Operator(networks.trainable_flipped, (cst.Assign, cst.Call)),
    Operator(learning.optimizer_changed, (cst.Call,)),
    Operator(learning.learning_rate_changed, (cst.Call,)),
    Operator(learning.shuffle_changed, (cst.Call,)),
    Operator(learning.shift_changed, (cst.Call, cst.Slice)),
    Operator(learning.data_leak, (cst.Arg, cst.Tuple, cst.Subscript)),
    Operator(learning.statistics_leak, (cst.Call,)),
    Operator(learning.seed_ignored, (cst.Call,)),
)
"""Faults that programs for deep learning have."""

GENERAL: Final = (
    Operator(statements.raise_removed, (cst.Raise,)),
    Operator(statements.statement_deleted, (cst.Module, cst.IndentedBlock)),
    Operator(statements.branch_never, (cst.If, cst.IfExp)),
    Operator(statements.branch_always, (cst.If, cst.IfExp, cst.CompFor)),
    Operator(statements.return_changed, (cst.Return,)),
    Operator(general.comparison_changed, (cst.ComparisonTarget,)),
    Operator(general.boundary_moved, (cst.ComparisonTarget,)),
    Operator(general.arithmetic_changed, (cst.BinaryOperation, cst.AugAssign, cst.UnaryOperation)),
    Operator(general.constant_changed, (cst.Integer, cst.Float, cst.UnaryOperation)),
    Operator(general.boolean_flipped, (cst.Name,)),
    Operator(general.connective_changed, (cst.BooleanOperation,)),
    Operator(general.condition_negated, (cst.BaseExpression,)),
    Operator(general.arguments_swapped, (cst.Call,)),
    Operator(general.keyword_dropped, (cst.Call,)),
    Operator(general.extremes_exchanged, (cst.Call,)),
    Operator(general.slice_moved, (cst.Slice,)),
)
"""Faults that any program has."""

OPERATORS: Final = (*DEEP_LEARNING, *GENERAL)
"""In the order of preference where two make the same program."""
