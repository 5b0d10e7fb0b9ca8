"""A course with one light TensorFlow assignment, and submissions with known variety.

Every test is plain Python, so nbgrader can grade the same notebook in its own way.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import nbformat

ASSIGNMENT: Final = "light"

SETUP = """import numpy as np
import tensorflow as tf
import keras

keras.utils.set_random_seed(1)
_random = np.random.default_rng(7)
X_train = _random.normal(size=(512, 8)).astype("float32")
X_test = _random.normal(size=(256, 8)).astype("float32")
y_train = (X_train[:, :1] - 2 * X_train[:, 1:2] + 0.5).astype("float32")
y_test = (X_test[:, :1] - 2 * X_test[:, 1:2] + 0.5).astype("float32")"""

RIGHT: Final = {
    "q1_layer": '''class Rectified(keras.layers.Layer):
    """relu(x W + b) with `units` outputs."""

    def __init__(self, units):
        super().__init__()
        self.units = units

    def build(self, shape):
        self.w = self.add_weight(shape=(shape[-1], self.units), initializer="glorot_uniform")
        self.b = self.add_weight(shape=(self.units,), initializer="zeros")

    def call(self, x):
        return tf.nn.relu(tf.matmul(x, self.w) + self.b)''',
    "q2_loss": '''def loss(y, prediction):
    """Mean squared error over all entries."""
    return tf.reduce_mean(tf.square(y - prediction))''',
    "q3_model": '''def make_model(units):
    """Inputs of 8, one hidden layer of `units`, one output."""
    return keras.Sequential(
        [
            keras.Input((8,)),
            keras.layers.Dense(units, activation="relu"),
            keras.layers.Dense(1),
        ]
    )''',
    "q4_train": '''def train(model, x, y, epochs):
    """Fit `model` with Adam and return the loss after each epoch."""
    model.compile(optimizer=keras.optimizers.Adam(0.03), loss="mse")
    history = model.fit(x, y, batch_size=64, epochs=epochs, verbose=0)
    return [float(value) for value in history.history["loss"]]''',
}
"""Right answers by the id of their cell."""

_MISTAKES: Final = (
    ("q1_layer", "tf.nn.relu(tf.matmul(x, self.w) + self.b)", "tf.matmul(x, self.w) + self.b"),
    ("q2_loss", "reduce_mean", "reduce_sum"),
    ("q3_model", "Dense(1)", "Dense(2)"),
    ("q4_train", "Adam(0.03)", "Adam(0.0)"),
    ("q1_layer", "(shape[-1], self.units)", "(self.units, shape[-1])"),
    ("q2_loss", "return tf", "prediction = undefined_name\n    return tf"),
    ("q3_model", "Dense(units, activation", "Dense(units + 1, activation"),
    ("q4_train", "    return [", "    history = None\n    return ["),
)
"""Answer cell, text, and what in its place makes the answer wrong or raise an exception."""

_TESTS: Final[dict[str, tuple[tuple[str, int, str], ...]]] = {
    "q1_layer": (
        (
            "q1_shape",
            1,
            """# Visible: shape of the layer's output
layer = Rectified(3)
assert tuple(layer(np.ones((5, 8), "float32")).shape) == (5, 3)""",
        ),
        (
            "q1_values",
            2,
            """# Hidden: values on random inputs
### BEGIN HIDDEN TESTS
layer = Rectified(6)
x = np.random.default_rng(3).normal(size=(40, 8)).astype("float32")
outputs = np.asarray(layer(x))
weights = [np.asarray(weight) for weight in layer.get_weights()]
assert sorted(weight.shape for weight in weights) == [(6,), (8, 6)]
matrix = next(weight for weight in weights if weight.ndim == 2)
np.testing.assert_allclose(outputs, np.maximum(x @ matrix, 0), atol=1e-5)
### END HIDDEN TESTS""",
        ),
    ),
    "q2_loss": (
        (
            "q2_example",
            1,
            """# Visible: an example
found = float(loss(np.zeros((2, 1), "float32"), np.ones((2, 1), "float32")))
assert abs(found - 1) < 1e-6, found""",
        ),
        (
            "q2_random",
            2,
            """# Hidden: random numbers of several shapes
### BEGIN HIDDEN TESTS
numbers = np.random.default_rng(5)
for shape in ((4, 1), (3, 2), (6, 5)):
    y = numbers.normal(size=shape).astype("float32")
    guess = numbers.normal(size=shape).astype("float32")
    assert abs(float(loss(y, guess)) - np.mean((y - guess) ** 2)) < 1e-5
### END HIDDEN TESTS""",
        ),
    ),
    "q3_model": (
        (
            "q3_shape",
            1,
            """# Visible: shape of the model's output
assert tuple(make_model(4).output_shape) == (None, 1)""",
        ),
        (
            "q3_weights",
            2,
            """# Hidden: shapes of all weights
### BEGIN HIDDEN TESTS
for units in (3, 16):
    shapes = [tuple(weight.shape) for weight in make_model(units).get_weights()]
    assert shapes == [(8, units), (units,), (units, 1), (1,)], shapes
### END HIDDEN TESTS""",
        ),
    ),
    "q4_train": (
        (
            "q4_history",
            1,
            """# Visible: one loss for each epoch
assert len(losses) == 8""",
        ),
        (
            "q4_learns",
            3,
            """# Hidden: the loss falls, and the model predicts
### BEGIN HIDDEN TESTS
assert losses[-1] < 0.5 * losses[0], losses
residual = np.mean((np.asarray(model(X_test)) - y_test) ** 2)
assert residual < 0.5 * np.var(y_test), residual
### END HIDDEN TESTS""",
        ),
    ),
}
"""Answer cell -> (test cell, points, source) of its visible and its hidden test."""

_TRAINING: Final = """model = make_model(16)
losses = train(model, X_train, y_train, 8)"""
"""Read-only cell below the answer `q4_train`: the notebook trains once, the tests look at it."""

POINTS: Final = sum(points for tests in _TESTS.values() for _, points, _ in tests)

_TOML = f"""title = "A layer, a loss, a model"
points = {POINTS}

[run]
modules = ["numpy", "tensorflow", "keras"]

[limits]
cell_seconds = 60
memory_mb = 3000
"""
_CONFIG = """c = get_config()
c.CourseDirectory.course_id = "benchmark"
c.CourseDirectory.release_directory = "release"
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "assignment.toml"]
"""
_METADATA = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


def make_course(root: Path) -> None:
    """Write the course to `root`: configuration, and the assignment with its notebook."""
    folder = root / "source" / ASSIGNMENT
    folder.mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(_CONFIG, encoding="utf-8")
    (folder / "assignment.toml").write_text(_TOML, encoding="utf-8")
    notebook = nbformat.v4.new_notebook(cells=list(_cells()), metadata=_METADATA)
    nbformat.write(notebook, folder / f"{ASSIGNMENT}.ipynb")


def _cells() -> Iterator[Any]:
    yield _cell("setup", SETUP, locked=True)
    for question, answer in RIGHT.items():
        head, _, body = answer.partition(":\n")
        region = f"{head}:\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION"
        yield _cell(question, region, solution=True)
        if question == "q4_train":
            yield _cell("training", _TRAINING, locked=True)
        for test, points, source in _TESTS[question]:
            yield _cell(test, source, grade=True, locked=True, points=points)


def _cell(grade_id: str, source: str, **meta: Any) -> Any:
    nbgrader = {"schema_version": 3, "grade": False, "solution": False, "locked": False}
    metadata = {"nbgrader": {**nbgrader, "task": False, "grade_id": grade_id, **meta}}
    return nbformat.v4.new_code_cell(source, metadata=metadata, id=grade_id)


def hand_in(root: Path, students: int) -> list[str]:
    """Write submissions of `students` students from the release of `root`; returns their names."""
    release = root / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    names = []
    for number, answers in enumerate(_answers(students)):
        name = f"student{number:03d}"
        folder = root / "submitted" / name / ASSIGNMENT
        folder.mkdir(parents=True)
        notebook = nbformat.read(release, as_version=4)
        for cell in notebook.cells:
            grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
            cell.source = answers.get(grade_id, cell.source)
        nbformat.write(notebook, folder / f"{ASSIGNMENT}.ipynb")
        names.append(name)
    return names


def _answers(students: int) -> Iterator[dict[str, str]]:
    """Answers of each student by cell; one that is missing stays as it was released.

    Of five students two are right everywhere, two have one wrong answer, one left one empty.
    """
    questions = list(RIGHT)
    mistakes = 0
    for number in range(students):
        answers = dict(RIGHT)
        if number % 5 in (1, 3):
            question, old, new = _MISTAKES[mistakes % len(_MISTAKES)]
            answers[question] = answers[question].replace(old, new, 1)
            mistakes += 1
        elif number % 5 == 4:
            del answers[questions[number // 5 % len(questions)]]
        yield answers
