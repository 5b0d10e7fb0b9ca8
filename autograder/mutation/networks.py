"""Faults in networks and losses: activations, biases, masks, gradients, modes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import libcst as cst

from autograder.mutation import vocabulary
from autograder.mutation.nodes import (
    code,
    is_literal,
    is_method,
    is_noise,
    is_tiny,
    keyword,
    name_of,
    number,
    number_of,
    operands,
    positional,
    renamed,
    root_of,
    string,
    string_of,
    subject,
    with_keyword,
    with_value,
    without,
)
from autograder.mutation.tree import Tree
from autograder.mutation.vocabulary import words

_ACTIVATIONS: Final = {
    "softmax": "sigmoid",
    "sigmoid": "softmax",
    "tanh": "sigmoid",
    "log_softmax": "softmax",
    **dict.fromkeys(("relu", "gelu", "elu", "selu", "leaky_relu", "swish", "silu"), ""),
}
"""Activation -> another one that people take for it; for hidden layers, any other will do."""
_CLASSIFICATION: Final = words(
    "SparseCategoricalCrossentropy CategoricalCrossentropy BinaryCrossentropy "
    "sparse_categorical_crossentropy categorical_crossentropy binary_crossentropy"
)
_FILLS: Final = {
    **{"ones_like": "zeros_like", "zeros_like": "ones_like"},
    **{"ones": "zeros", "zeros": "ones"},
}
_SHAPELESS: Final = words(
    "BatchNormalization LayerNormalization Normalization Dropout SpatialDropout1D Activation ReLU "
    "LeakyReLU ELU PReLU Softmax GaussianNoise"
)
_VARIABLES: Final = words("trainable_variables trainable_weights")
_NOT_OF_NETWORKS: Final = words("np numpy math scipy special statistics")
"""Libraries that have no such activations: NumPy has no sigmoid."""
_FLAGS: Final = {"True": "False", "False": "True"}


def from_logits_flipped(node: cst.Call, _: Tree) -> Iterator[cst.CSTNode]:
    """A loss takes logits for probabilities, or the other way round.

    - loss = SparseCategoricalCrossentropy(from_logits=True)
    + loss = SparseCategoricalCrossentropy()
    """
    arg = keyword(node, "from_logits")
    if arg is not None:
        is_false = name_of(arg.value) == "False"
        yield with_value(node, arg, cst.Name("True")) if is_false else without(node, arg)
    elif name_of(node.func) in _CLASSIFICATION:
        yield with_keyword(node, "from_logits", cst.Name("True"))


def activation_changed(node: cst.Call, _: Tree) -> Iterator[cst.CSTNode]:
    """An activation is missing, or another one.

    - outputs = Dense(1, activation="sigmoid")(hidden)
    + outputs = Dense(1)(hidden)
    """
    function = name_of(node.func)
    arg = keyword(node, "activation")
    if arg is not None and name_of(arg.value) != "None":
        yield without(node, arg)
        text = string_of(arg.value)
        other = _ACTIVATIONS.get(text or name_of(arg.value))
        if other:
            new = string(other, arg.value) if text else renamed(arg.value, other)
            yield with_value(node, arg, new)
    elif function == "Activation" and positional(node):
        yield with_value(node, positional(node)[0], string("linear"))
    elif function in _ACTIVATIONS and isinstance(node.func, cst.Attribute):
        known = root_of(node.func) not in _NOT_OF_NETWORKS
        yield from _function_changed(node, _ACTIVATIONS[function] if known else "")


def _function_changed(call: cst.Call, other: str) -> Iterator[cst.CSTNode]:
    tensor = subject(call)
    if tensor is None:
        return
    yield tensor
    if other:
        if other == "sigmoid":
            # It takes no axis: only the tensor stays, which is the object of a method.
            kept = [] if is_method(call) else positional(call)[:1]
            plain = [arg.with_changes(comma=cst.MaybeSentinel.DEFAULT) for arg in kept]
            call = call.with_changes(args=plain)
        yield call.with_changes(func=renamed(call.func, other))


def bias_changed(node: cst.Call | cst.BinaryOperation, _: Tree) -> Iterator[cst.CSTNode]:
    """A bias is missing, or there is one too many.

    - y = x @ w + b
    + y = x @ w
    """
    if isinstance(node, cst.Call):
        arg = keyword(node, "use_bias")
        if arg is not None:
            is_true = name_of(arg.value) == "True"
            yield with_value(node, arg, cst.Name("False")) if is_true else without(node, arg)
    elif _is_product(node.left) and isinstance(node.operator, cst.Add):
        named = isinstance(node.right, cst.Name | cst.Attribute)
        yield from [node.left] if named else []


def _is_product(node: cst.BaseExpression) -> bool:
    if isinstance(node, cst.BinaryOperation):
        return isinstance(node.operator, cst.MatrixMultiply)
    return isinstance(node, cst.Call) and name_of(node.func) in ("matmul", "dot", "einsum")


def mask_changed(
    node: cst.BinaryOperation | cst.UnaryOperation | cst.Call, _: Tree
) -> Iterator[cst.CSTNode]:
    """A mask is inverted, has the wrong sign, or is shifted.

    - scores = scores + (1 - mask) * -1e9
    + scores = scores + mask * -1e9
    """
    if isinstance(node, cst.BinaryOperation):
        ones = number_of(node.left) == 1 and isinstance(node.operator, cst.Subtract)
        if ones and "mask" in name_of(node.right):
            yield node.right
    elif isinstance(node, cst.UnaryOperation):
        value = number_of(node)
        if isinstance(node.operator, cst.Minus) and (
            name_of(node.expression) in ("inf", "infty") or (value is not None and value <= -1e4)
        ):
            yield node.expression
            yield number(0.0)
    else:
        yield from _masking_changed(node)


def _masking_changed(call: cst.Call) -> Iterator[cst.CSTNode]:
    function = name_of(call.func)
    causal = keyword(call, "use_causal_mask", "is_causal")
    if causal is not None:
        flag = _FLAGS.get(name_of(causal.value))
        yield with_value(call, causal, cst.Name(flag)) if flag else without(call, causal)
    other = vocabulary.TRIANGLES.get(function)
    if other is None:
        return
    yield call.with_changes(func=renamed(call.func, other))
    offset = keyword(call, "k", "diagonal") or next(iter(operands(call)), None)
    value = number_of(offset.value) if offset else None
    if offset is not None and isinstance(value, int):
        yield with_value(call, offset, number(0 if value else 1))
        yield with_value(call, offset, number(-1 if value == 0 else 2 * value))
    elif offset is None:
        by = -1 if function == "tril" else 1
        yield with_keyword(call, "diagonal" if root_of(call.func) == "torch" else "k", number(by))


def term_dropped(node: cst.BinaryOperation, tree: Tree) -> Iterator[cst.CSTNode]:
    """A term is forgotten: of a loss, a residual connection, an embedding of positions.

      def call(self, x):
    -     return self.norm(x + self.attention(x))
    +     return self.norm(self.attention(x))
    """
    if not isinstance(node.operator, cst.Add) or not _is_trained(node, tree):
        return
    sides = (node.left, node.right)
    if not any(is_literal(side) or is_tiny(side) or is_noise(side) for side in sides):
        yield from sides


def fill_changed(node: cst.Call, _: Tree) -> Iterator[cst.CSTNode]:
    """Ones stand where zeros should, or the other way round: the labels of a GAN, a mask, a state.

    - labels = tf.ones_like(logits)
    + labels = tf.zeros_like(logits)
    """
    other = _FILLS.get(name_of(node.func))
    if other and isinstance(node.func, cst.Attribute):
        yield node.with_changes(func=renamed(node.func, other))


def causality_lost(node: cst.Call, _: Tree) -> Iterator[cst.CSTNode]:
    """A convolution sees the future.

    - hidden = Conv1D(8, 3, padding="causal")(x)
    + hidden = Conv1D(8, 3, padding="same")(x)
    """
    arg = keyword(node, "padding")
    if arg is not None and string_of(arg.value) == "causal":
        yield with_value(node, arg, string("same", arg.value))


def layer_dropped(node: cst.List, tree: Tree) -> Iterator[cst.CSTNode]:
    """A layer is missing that changes no shape.

    - model = Sequential([Dense(8), BatchNormalization(), Dense(1)])
    + model = Sequential([Dense(8), Dense(1)])
    """
    arg = tree.parents[node]
    call = tree.parents.get(arg)
    if not isinstance(call, cst.Call) or name_of(call.func) != "Sequential":
        return
    for index, element in enumerate(node.elements):
        layer = element.value
        if isinstance(layer, cst.Call) and name_of(layer.func) in _SHAPELESS:
            left = [*node.elements[:index], *node.elements[index + 1 :]]
            if left and index == len(left):
                left[-1] = left[-1].with_changes(comma=element.comma)
            yield node.with_changes(elements=left)


def variables_changed(node: cst.Attribute, tree: Tree) -> Iterator[cst.CSTNode]:
    """The variables of another network are trained.

      g = tape.gradient(loss, generator.trainable_variables)
    - optimizer.apply_gradients(zip(g, generator.trainable_variables))
    + optimizer.apply_gradients(zip(g, critic.trainable_variables))
      critic.trainable_variables
    """
    if node.attr.value not in _VARIABLES:
        return
    mine = code(node.value)
    owners = {
        code(other.value): other.value
        for other in tree.order
        if isinstance(other, cst.Attribute) and other.attr.value in _VARIABLES
    }
    for name, owner in owners.items():
        if name != mine:
            yield node.with_changes(value=owner)


def training_flipped(node: cst.Call, _: Tree) -> Iterator[cst.CSTNode]:
    """A network runs in the other mode: dropout in inference, or none in training.

    - logits = model(x, training=False)
    + logits = model(x, training=True)
    """
    arg = keyword(node, "training")
    flag = _FLAGS.get(name_of(arg.value)) if arg else None
    if arg is not None and flag:
        yield with_value(node, arg, cst.Name(flag))
    elif arg is not None:
        yield without(node, arg)


def stop_gradient_changed(
    node: cst.Call | cst.BinaryOperation, tree: Tree
) -> Iterator[cst.CSTNode]:
    """A gradient flows where it should not, or is stopped.

      def loss(x, y):
    -     return tf.norm(x) + tf.norm(y)
    +     return tf.stop_gradient(tf.norm(x)) + tf.norm(y)
    """
    if isinstance(node, cst.Call):
        tensor = subject(node)
        if name_of(node.func) in ("stop_gradient", "detach") and tensor is not None:
            yield tensor
        return
    stop = "tf.stop_gradient" if "tf" in tree.names else "keras.ops.stop_gradient"
    if not isinstance(node.operator, cst.Add) or not tree.names & {"tf", "keras"}:
        return
    if _is_differentiated(node, tree):
        for side in ("left", "right"):
            term = getattr(node, side)
            if number_of(term) is None:
                call = cst.Call(cst.parse_expression(stop), [cst.Arg(term)])
                yield node.with_changes(**{side: call})


def _is_differentiated(node: cst.BinaryOperation, tree: Tree) -> bool:
    """Whether `node` is a whole value in what training differentiates."""
    if isinstance(tree.parents[node], cst.BaseExpression | cst.Arg | cst.Index | cst.Slice):
        return False
    return _is_trained(node, tree)


def _is_trained(node: cst.CSTNode, tree: Tree) -> bool:
    """Whether `node` is in the `call` of a layer, in a loss, or under a tape."""
    function = tree.function(node)
    name = function.name.value if function else ""
    taped = any(
        isinstance(above, cst.With)
        and any("GradientTape" in name_of(_called(item.item)) for item in above.items)
        for above in tree.ancestors(node)
    )
    return taped or name == "call" or "loss" in name


def _called(node: cst.BaseExpression) -> cst.BaseExpression:
    return node.func if isinstance(node, cst.Call) else node


def trainable_flipped(node: cst.Assign | cst.Call, _: Tree) -> Iterator[cst.CSTNode]:
    """Weights are frozen that should learn, or the other way round.

    - base.trainable = False
    + base.trainable = True
    """
    if isinstance(node, cst.Call):
        arg = keyword(node, "trainable", "requires_grad")
        flag = _FLAGS.get(name_of(arg.value)) if arg else None
        if arg is not None and flag:
            yield with_value(node, arg, cst.Name(flag))
        return
    flag = _FLAGS.get(name_of(node.value))
    target = node.targets[0].target
    named = isinstance(target, cst.Attribute) and name_of(target) in ("trainable", "requires_grad")
    if flag and named:
        yield node.with_changes(value=cst.Name(flag))
