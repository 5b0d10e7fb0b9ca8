"""Mutants of whole cells: what is never changed, order, keys, diffs."""

from __future__ import annotations

import ast
import textwrap

import libcst as cst
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.errors import SourceError
from autograder.mutation.mutants import Mutant, changed_texts, mutants, program
from autograder.mutation.nodes import parenthesised
from autograder.mutation.operators import DEEP_LEARNING, GENERAL, OPERATORS
from autograder.mutation.tree import Tree

LOSS = '''\
def loss(x, y, axis=-1):
    """Squared distance, 1 number per row < 2."""
    ### BEGIN SOLUTION
    # The mean would depend on the width.
    error = tf.reduce_sum(tf.square(x - y), axis=-1)  # (B,)
    if axis != -1:
        raise ValueError(f"axis {axis + 1} instead of {-1}")
    return error
    ### END SOLUTION
'''


def sources(source: str, *names: str) -> list[str]:
    chosen = [operator for operator in OPERATORS if operator.name in names or not names]
    return [mutant.source for mutant in mutants("q1", source, chosen)]


class TestWhatIsNeverChanged:
    @pytest.mark.parametrize(
        "source",
        [
            "import numpy as np\nfrom a.b import c as d\n",
            '"""A docstring: x < 1 and y."""\n',
            'class A:\n    """1 < 2."""\n\n    x: Literal[1, True]\n',
            "def f(x: Literal[0] = None) -> Literal[1]:\n    pass\n",
            "@cache(maxsize=1)\ndef f():\n    pass\n",
            'print("loss", 1 - x, end="")\n',
            "logger.info(a, b)\nplt.plot(x, y, label=True)\nmodel.summary(a, b)\n",
            "global x\n",
            "assert x, (1, 2)\n",
            'y = f"{x + 1:.3f} of {not z}"\n',
            "",
            "# Nothing but a comment.\n",
        ],
    )
    def test_source(self, source):
        assert sources(source) == []

    def test_the_error_of_a_raise(self):
        source = 'def f(x):\n    raise ValueError("x", x + 1, True)\n'
        assert {m.operator for m in mutants("q1", source)} == {"raise-removed"}

    def test_layout_and_comments(self):
        for text in sources(LOSS):
            for line in LOSS.splitlines():
                if "#" in line and "error =" not in line:
                    assert line in text.splitlines()
            assert "# (B,)" in text or "error =" not in text

    def test_a_deleted_first_statement_leaves_the_marks(self):
        source = "def f(self, x):\n    ### BEGIN SOLUTION\n    self.x = x\n    ### END SOLUTION\n"
        (text,) = sources(source, "statement-deleted")
        assert "    ### BEGIN SOLUTION\n" in text
        assert "    ### END SOLUTION\n" in text
        assert "self.x" not in text
        assert program(text) is not None


class TestAList:
    def test_is_sorted_and_without_repetitions(self):
        found = mutants("q1", LOSS)
        assert [(m.line, m.operator) for m in found] == sorted((m.line, m.operator) for m in found)
        programs = {program(m.source) for m in found}
        assert len(programs) == len(found) > 10
        assert program(LOSS) not in programs

    def test_says_where(self):
        lines = LOSS.splitlines()
        for mutant in mutants("q1", LOSS):
            changed = mutant.source.splitlines()
            assert mutant.cell == "q1"
            assert changed[: mutant.line - 1] == lines[: mutant.line - 1]
            assert changed[mutant.line - 1] != lines[mutant.line - 1]

    def test_operators_for_deep_learning_win(self):
        source = "for i in range(len(x) - 1):\n    f(i)\n"
        by_source = {mutant.source: mutant.operator for mutant in mutants("q1", source)}
        general = {mutant.source for mutant in mutants("q1", source, GENERAL)}
        deep = {m.source: m.operator for m in mutants("q1", source, DEEP_LEARNING)}
        assert deep.items() <= by_source.items()
        # `range(len(x) - 0)` is the same program as `range(len(x))`.
        assert "for i in range(len(x)):\n    f(i)\n" in deep
        assert general - by_source.keys() == {"for i in range(len(x) - 0):\n    f(i)\n"}

    def test_of_two_that_are_the_same_the_first_stays(self):
        by_name = {operator.name: operator for operator in OPERATORS}
        one, other = by_name["branch-always"], by_name["condition-negated"]
        source = "y = a if not b else a\n"
        for chosen in ([one, other], [other, one]):
            names = {m.source: m.operator for m in mutants("q1", source, chosen)}
            assert names["y = a\n"] == "branch-always"

    def test_what_does_nothing_is_no_change(self):
        # `x = x` and no statement are the same program.
        source = "def f(x):\n    x = np.clip(x, 0, 1)\n    return x\n"
        assert len(sources(source, "clip-dropped", "statement-deleted")) == 1

    def test_code_outside_functions(self):
        assert sources("model.trainable = False", "trainable-flipped") == ["model.trainable = True"]


class TestADiff:
    def test_reads_like_a_persons_edit(self):
        (mutant,) = (m for m in mutants("q1", LOSS) if m.operator == "sum-for-mean")
        assert mutant.diff == textwrap.dedent("""\
            --- q1
            +++ sum-for-mean
            @@ -2,7 +2,7 @@
                 \"\"\"Squared distance, 1 number per row < 2.\"\"\"
                 ### BEGIN SOLUTION
                 # The mean would depend on the width.
            -    error = tf.reduce_sum(tf.square(x - y), axis=-1)  # (B,)
            +    error = tf.reduce_mean(tf.square(x - y), axis=-1)  # (B,)
                 if axis != -1:
                     raise ValueError(f"axis {axis + 1} instead of {-1}")
                 return error""")

    def test_of_a_condition_over_several_lines(self):
        source = "if (\n    a\n    and b\n):\n    f()\n"
        assert sources(source, "condition-negated") == [source.replace("if (", "if not (")]

    def test_of_a_call_over_several_lines(self):
        source = "model.fit(\n    x,\n    y,\n    epochs=n,\n    verbose=0,\n)\n"
        (mutant,) = (m for m in mutants("q1", source) if m.operator == "keyword-dropped")
        assert mutant.line == 4
        assert "-    epochs=n," in mutant.diff.split("\n")


class TestAKey:
    def test_is_unique(self):
        source = "a = b + c\na = b + c\na = b + c + b + c\nf(1, 1)\nf(1, 1)\n" + LOSS
        keys = [mutant.key for mutant in mutants("q1", source)]
        assert len(set(keys)) == len(keys)

    def test_is_unique_where_lines_are_only_added(self):
        def added(line: int) -> Mutant:
            lines = ["a", "b", "a", "b"]
            lines.insert(line - 1, "new")
            diff = f"--- q1\n+++ x\n@@ -{line - 1},1 +{line - 1},2 @@\n {lines[line - 2]}\n+new"
            source = "\n".join(lines)
            return Mutant(cell="q1", operator="x", line=line, source=source, diff=diff)

        assert len({added(line).key for line in (2, 3, 4, 5)}) == 4

    def test_survives_changes_of_other_lines(self):
        changed = LOSS.replace("if axis != -1:", "if axis not in (-1, 1):").replace(
            "    # The mean", "    # A comment.\n\n    # The mean"
        )
        assert program(changed) != program(LOSS)
        before = {m.key for m in mutants("q1", LOSS) if "error" in LOSS.splitlines()[m.line - 1]}
        assert before
        assert before <= {m.key for m in mutants("q1", changed)}

    def test_survives_another_layout(self):
        one = mutants("q1", "y = f(a,b) + 1\n")
        other = mutants("q1", "if z:\n  y  =  f(a, b)+1\n")
        assert {m.key for m in one} <= {m.key for m in other}

    def test_knows_the_cell_and_the_occurrence(self):
        source = "y += x - 1\ny += x - 1\n"
        keys = {m.key for cell in ("q1", "q2") for m in mutants(cell, source)}
        assert len(keys) == 2 * len(mutants("q1", source))

    def test_needs_nothing_but_the_five_fields(self):
        mutant = mutants("q1", LOSS)[0]
        fields = {name: getattr(mutant, name) for name in Mutant.__dataclass_fields__}
        assert list(fields) == ["cell", "operator", "line", "source", "diff"]
        assert Mutant(**fields).key == mutant.key


class TestWhatIsNotPython:
    @pytest.mark.parametrize(
        ("source", "line"),
        [
            ("x = 1\n%matplotlib inline\n", 2),
            ("!pip install x\n", 1),
            ("x = = 1\n", 1),
            ("x = 1\ny = '\ud800'\n", 1),
            ("x = 1\0\n", 1),
            ("def f():\n    return(lambda: x)\n", 1),
        ],
    )
    def test_is_named(self, source, line):
        with pytest.raises(SourceError, match=f"cell q1, line {line}"):
            mutants("q1", source)

    def test_keywords_without_a_space(self):
        source = "def f(x):\n    return(-x)\n"
        assert sources(source, "arithmetic-changed") == ["def f(x):\n    return(x)\n"]
        # Nothing of this can be written, but the cell has its other mutants.
        source = "def f(x):\n    return(-(lambda: x))\n"
        assert sources(source) == ["def f(x):\n    return None\n"]

    def test_what_only_the_compiler_refuses(self):
        with pytest.raises(SourceError, match="cell q1"):
            mutants("q1", "break\n")

    def test_await_at_the_top_is_allowed_in_a_notebook(self):
        assert sources("y = await f(a, b)\n", "arguments-swapped") == ["y = await f(b, a)\n"]

    @pytest.mark.parametrize(
        ("source", "changed"),
        [
            ("return-x", "return None"),
            ("a = not(b)and c", "a = not(b)or c"),
            ("a = b if-c else-d", "a = b"),
            ("a = b if-c else-d", "a = -d"),
        ],
    )
    def test_signs_that_end_a_keyword(self, source, changed):
        cell = "def f(x, b, c, d):\n    {}\n"
        assert cell.format(changed) in sources(cell.format(source))

    def test_a_warning_of_the_compiler_is_not_shown(self):
        assert sources('y = x is not "a"\n', "comparison-changed") == ['y = x is "a"\n']


NAMES = st.sampled_from(["x", "y", "mask", "x_train", "x_val", "eps", "noise", "b.T", "None"])
LITERALS = st.sampled_from(["0", "1", "-1", "64", "0.5", "-1e9", "1e-7", "True", '"a"', "(1, 0)"])
CALLS = st.sampled_from(
    [
        "tf.reduce_sum({}, axis=-1, keepdims=True)",
        "{}.mean(axis=0)",
        "tf.matmul({}, {}, transpose_b=True)",
        "keras.ops.softmax({}, axis=1)",
        "tf.stop_gradient({})",
        "np.clip({}, 0, 1)",
        "tf.exp({})",
        "abs({})",
        "np.where({}, {}, 0.0)",
        "tf.concat([{}, {}], axis=-1)",
        'np.einsum("ij,jk->ik", {}, {})',
        "tf.cast({}, tf.float32)",
        "np.reshape({}, ({}, -1))",
        "{}[1:, None]",
        "{}[{}:{}]",
        "rng.permutation({})",
        "Adam({})",
        "default_rng({})",
        "f({}, key={}, other=1)",
        "[i for i in {} if {}]",
        "(lambda i: {})",
        "np.tril({}, k=1)",
        *("{}.softmax(dim=-1)", "{}.tanh()", "{}.maximum({})", "{}.clamp(0)", "nn.relu(input={})"),
    ]
)
OPERATIONS = st.sampled_from(
    [
        *(f"{{}} {operator} {{}}" for operator in ("+", "-", "*", "/", "**", "@", "%", "//", "&")),
        *(f"{{}} {operator} {{}}" for operator in ("|", "<", "<=", "==", "and", "or", "in")),
        *("({})", "(\n    {} +\n    {}\n)", "-{}", "not {}", "{} if {} else {}", "~{}"),
    ]
)


@st.composite
def filled(draw, parts, template):
    text = draw(template)
    return text.format(*(draw(parts) for _ in range(text.count("{}"))))


EXPRESSIONS = st.recursive(
    NAMES | LITERALS,
    lambda parts: filled(parts, CALLS) | filled(parts, OPERATIONS),
    max_leaves=7,
)
STATEMENTS = st.sampled_from(
    [
        "def f(x, y):\n    x = {}\n    return {}",
        "def call(self, x):\n    return {} + {}",
        "with tf.GradientTape() as tape:\n    loss = {}\nmodel.trainable = False",
        "if {}:\n    y = {}\nelif(x):\n    f()\nelse:\n    raise ValueError(x)",
        "for i in range({}):\n    if i:\n        continue\n    y += {}",
        "while {}:\n    break; f({})",
        "def g():\n    yield {}; return({})",
        "a, b = {}, {}",
        "f(\n    {},\n    y,\n    axis={},\n)",
    ]
)


class Explicit(cst.CSTTransformer):
    """Puts every operation in parentheses."""

    def on_leave(self, original_node, updated_node):
        kinds = (
            *(cst.BinaryOperation, cst.BooleanOperation, cst.UnaryOperation, cst.Comparison),
            *(cst.IfExp, cst.Lambda),
        )
        if isinstance(updated_node, kinds) and not updated_node.lpar:
            return parenthesised(updated_node)
        return updated_node


class Flat(ast.NodeTransformer):
    """`(a and b) and c` is `a and b and c`."""

    def visit_BoolOp(self, node):
        self.generic_visit(node)
        values = []
        for value in node.values:
            same = isinstance(value, ast.BoolOp) and type(value.op) is type(node.op)
            values += value.values if same else [value]
        return ast.BoolOp(node.op, values)


def meaning(text: str) -> str:
    return ast.dump(Flat().visit(ast.parse(text)))


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(filled(EXPRESSIONS, STATEMENTS).filter(lambda text: program(text) is not None))
@pytest.mark.filterwarnings("ignore::SyntaxWarning")
def test_any_program(source):
    tree = Tree("q1", source)
    for operator in OPERATORS:
        for node in tree.changeable:
            if isinstance(node, operator.kinds):
                for new in operator.propose(node, tree):
                    try:
                        module = tree.replaced(node, new)
                    except cst.CSTValidationError:
                        continue
                    # The text says what the tree says: no parenthesis is missing.
                    explicit = module.visit(Explicit())
                    assert meaning(module.code) == meaning(explicit.code), operator.name
        for text in changed_texts(tree, operator):
            assert program(text) is not None, operator.name
    found = mutants("q1", source)
    programs = [program(source), *(program(mutant.source) for mutant in found)]
    assert len(set(programs)) == len(programs)
    assert len({mutant.key for mutant in found}) == len(found)
    assert mutants("q1", source) == found
