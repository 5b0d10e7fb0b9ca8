"""The course that is attacked: hidden tests full of secrets, and a host with more of them.

Every secret is a canary: a text that occurs nowhere else. Attacks search for the common prefix and
print what they find; the suite then looks for canaries in everything that a student can see.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from autograder.main import main

PREFIX = "canary-"
SECRETS = {
    "hidden test": f"{PREFIX}hidden-51c7",
    "expected value": f"{PREFIX}expected-a90e",
    "labels": f"{PREFIX}labels-37fb",
    "solution": f"{PREFIX}solution-e2d4",
    "other student": f"{PREFIX}other-8b16",
    "environment": f"{PREFIX}environment-0d72",
    "host file": f"{PREFIX}host-c45a",
}
"""What no student may learn, by where it is."""

RELEASED = f"{PREFIX}released-64f0"
"""Stands in a released file: a search that does not find this one proves nothing."""

SETUP = """import numpy as np
X_train = np.random.default_rng(0).normal(size=(40, 3))
y_train = (X_train.sum(axis=1) > 0).astype(int)"""
Q1 = f'''def double(x):
    """Twice x."""
    ### BEGIN SOLUTION
    # {SECRETS["solution"]}
    return 2 * x
    ### END SOLUTION'''
Q1_VISIBLE = "# Visible: two\nassert double(1) == 2, f'expected 2, got {double(1)}'"
Q1_HIDDEN = f"""# Hidden: random numbers
### BEGIN HIDDEN TESTS
from autograder.testing import check_close, probe, rng
note = "{SECRETS["hidden test"]}"
x = rng("double").normal(size=5)
expected = {{"{SECRETS["expected value"]}": 2 * x}}
assert np.allclose(double(x), expected["{SECRETS["expected value"]}"]), note
for value in x:
    assert abs(float(double(float(value))) - 2 * value) < 1e-9, note

@probe
def in_place(x):
    before = x.copy()
    double(x)
    return float(np.abs(x - before).max())

assert in_place(x) == 0.0, note
### END HIDDEN TESTS"""
Q2 = '''def classify(X):
    """Labels 0 or 1 for the rows of X."""
    ### BEGIN SOLUTION
    return (X.sum(axis=1) > 0).astype(int)
    ### END SOLUTION'''
Q2_HIDDEN = f"""# Hidden: accuracy on other rows
### BEGIN HIDDEN TESTS
from autograder.testing import credit, rng
X_hidden = rng("classify").normal(size=(200, 3))
y_hidden = (X_hidden.sum(axis=1) > 0).astype(int)
labels_note = "{SECRETS["labels"]}"
accuracy = float(np.mean(np.asarray(classify(X_hidden)) == y_hidden))
credit(accuracy, low=0.75, high=0.95, points=4)
### END HIDDEN TESTS"""
Q3 = "def triple(x):\n    ### BEGIN SOLUTION\n    return 3 * x\n    ### END SOLUTION"
Q3_HIDDEN = (
    "# Hidden: three\n### BEGIN HIDDEN TESTS\n"
    "from autograder.testing import rng\n"
    "n = int(rng('triple').integers(5, 500))\n"
    "assert triple(n) == 3 * n\n### END HIDDEN TESTS"
)
LIMITS = """
[limits]
cell_seconds = 6
submission_seconds = 60
memory_mb = 400
processes = 64
scratch_mb = 50
file_mb = 40
output_mb = 1
"""
TOML = f'title = "Numbers"\npoints = 8\nmanual_points = 2\n{LIMITS}'

HONEST = {
    "q1": "def double(x):\n    return x + x",
    "q2": "def classify(X):\n    return np.asarray(X.sum(axis=1) > 0, dtype=int)",
    "q3": "def triple(x):\n    return 3 * x",
}

KERAS_SETUP = """import numpy as np
import tensorflow as tf
import keras
X_train = np.random.default_rng(0).normal(size=(64, 4)).astype("float32")
y_train = (X_train.sum(axis=1) > 0).astype("int32")"""
K1 = """def build_model():
    ### BEGIN SOLUTION
    return keras.Sequential(
        [keras.Input((4,)), keras.layers.Dense(8, "relu"), keras.layers.Dense(2)]
    )
    ### END SOLUTION"""
K1_HIDDEN = f"""# Hidden: shapes and number of weights
### BEGIN HIDDEN TESTS
from autograder.testing import check_batch_shapes, count_weights
note = "{SECRETS["hidden test"]}"
model = build_model()
check_batch_shapes(model, (4,), (2,))
assert count_weights(model) == 58, note
### END HIDDEN TESTS"""
K2 = """def train(model):
    ### BEGIN SOLUTION
    model.compile(
        keras.optimizers.Adam(0.05), keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    )
    return model.fit(X_train, y_train, epochs=8, batch_size=16, verbose=0)
    ### END SOLUTION
trained = build_model()
history = train(trained)"""
K2_HIDDEN = f"""# Hidden: accuracy on other rows
### BEGIN HIDDEN TESTS
from autograder.testing import predict, rng
X_hidden = rng("rows").normal(size=(100, 4)).astype("float32")
y_hidden = (X_hidden.sum(axis=1) > 0).astype(int)
accuracy = float(np.mean(predict(trained, X_hidden).argmax(axis=1) == y_hidden))
assert accuracy > 0.8, "{SECRETS["labels"]}"
### END HIDDEN TESTS"""
K3 = """def squared_error(y_true, y_pred):
    ### BEGIN SOLUTION
    return tf.reduce_mean(tf.square(y_true - y_pred))
    ### END SOLUTION"""
K3_HIDDEN = f"""# Hidden: values and gradients of the loss
### BEGIN HIDDEN TESTS
from autograder.testing import check_close, probe, rng

@probe
def slope(y_true, y_pred):
    prediction = tf.Variable(y_pred)
    with tf.GradientTape() as tape:
        value = squared_error(tf.constant(y_true), prediction)
    return tf.convert_to_tensor(tape.gradient(value, prediction))

generator = rng("loss")
for _ in range(4):
    rows = int(generator.integers(2, 9))
    y_true, y_pred = generator.normal(size=(2, rows, 3)).astype("float32")
    check_close(squared_error(y_true, y_pred), np.mean((y_true - y_pred) ** 2), rtol=1e-4)
    expected = 2 * (y_pred - y_true) / y_true.size
    check_close(slope(y_true, y_pred), expected, rtol=1e-3, atol=1e-5,
                what="the gradient")
note = "{SECRETS["expected value"]}"
### END HIDDEN TESTS"""
KERAS_TOML = (
    'title = "Networks"\npoints = 6\n[run]\nmodules = ["numpy", "tensorflow", "keras"]\n'
    "[limits]\ncell_seconds = 60\nsubmission_seconds = 200\nmemory_mb = 3000\n"
)
KERAS_HONEST = {
    "k1": K1.replace("    ### BEGIN SOLUTION\n", "").replace("\n    ### END SOLUTION", ""),
    "k2": K2.replace("    ### BEGIN SOLUTION\n", "").replace("\n    ### END SOLUTION", ""),
    "k3": K3.replace("    ### BEGIN SOLUTION\n", "").replace("\n    ### END SOLUTION", ""),
}


def _cell(source: str, grade_id: str, kind: str = "code", **meta: Any) -> Any:
    make = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
    nbgrader = {"schema_version": 3, "grade": False, "solution": False, "locked": False}
    nbgrader |= {"task": False, "grade_id": grade_id, **meta}
    return make(source, metadata={"nbgrader": nbgrader}, id=grade_id.replace("_", "-"))


def _test(source: str, grade_id: str, points: int) -> Any:
    return _cell(source, grade_id, grade=True, locked=True, points=points)


def _numbers() -> list[Any]:
    return [
        _cell(SETUP, "setup", locked=True),
        _cell(Q1, "q1", solution=True),
        _test(Q1_VISIBLE, "q1_visible", 1),
        _test(Q1_HIDDEN, "q1_hidden", 2),
        _cell(Q2, "q2", solution=True),
        _test(Q2_HIDDEN, "q2_hidden", 4),
        _cell(Q3, "q3", solution=True),
        _test(Q3_HIDDEN, "q3_hidden", 1),
        _cell("Because.", "essay", "markdown", grade=True, solution=True, points=2),
    ]


def _networks() -> list[Any]:
    return [
        _cell(KERAS_SETUP, "setup", locked=True),
        _cell(K1, "k1", solution=True),
        _test(K1_HIDDEN, "k1_hidden", 2),
        _cell(K2, "k2", solution=True),
        _test(K2_HIDDEN, "k2_hidden", 2),
        _cell(K3, "k3", solution=True),
        _test(K3_HIDDEN, "k3_hidden", 2),
    ]


@dataclass(frozen=True)
class Exercise:
    """An assignment of the course: its cells, its settings and an honest answer to each question.

    `points` are those of the automatic tests, by id.
    """

    name: str
    cells: list[Any]
    toml: str
    honest: dict[str, str]

    @property
    def points(self) -> dict[str, float]:
        found = [(cell.metadata.nbgrader, cell) for cell in self.cells]
        return {
            meta.grade_id: float(meta.points)
            for meta, cell in found
            if meta.grade and not meta.solution
        }


NUMBERS = Exercise("numbers", _numbers(), TOML, HONEST)
NETWORKS = Exercise("networks", _networks(), KERAS_TOML, KERAS_HONEST)
EXERCISES = {exercise.name: exercise for exercise in (NUMBERS, NETWORKS)}


def make_course(root: Path, exercise: Exercise) -> None:
    """Write a course with one assignment below `root`, with secrets around it, and build it."""
    folder = root / "source" / exercise.name
    folder.mkdir(parents=True)
    (root / "nbgrader_config.py").write_text("c = get_config()\n")
    (folder / "assignment.toml").write_text(exercise.toml)
    (folder / "notes.txt").write_text(f"{RELEASED}\n")
    metadata = {"kernelspec": {"name": "python3", "display_name": "", "language": "python"}}
    notebook = nbformat.v4.new_notebook(cells=exercise.cells, metadata=metadata)
    nbformat.write(notebook, folder / f"{exercise.name}.ipynb")
    (root / "answers.key").write_text(f"{SECRETS['host file']}\n")
    assert main(["build", "--course", str(root)]) == 0
