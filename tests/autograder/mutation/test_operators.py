"""What each operator changes, and what it leaves alone."""

from __future__ import annotations

import pytest

from autograder.mutation.mutants import mutants
from autograder.mutation.operators import DEEP_LEARNING, GENERAL, OPERATORS

BY_NAME = {operator.name: operator for operator in OPERATORS}

# Operator -> source -> everything that it makes of it.
CHANGES = {
    "axis-changed": {
        "np.mean(x, axis=0)": ["np.mean(x, axis=1)", "np.mean(x)"],
        "x.sum(1)": ["x.sum(0)", "x.sum(2)", "x.sum()"],
        "tf.reduce_sum(x, axis=[1, 2])": [
            "tf.reduce_sum(x, axis=2)",
            "tf.reduce_sum(x, axis=1)",
            "tf.reduce_sum(x)",
        ],
        "tf.reduce_max(x, axis=None)": ["tf.reduce_max(x, axis=-1)", "tf.reduce_max(x)"],
        # The last axis is what softmax takes anyway.
        "tf.nn.softmax(x, axis=-1)": ["tf.nn.softmax(x, axis=-2)", "tf.nn.softmax(x, axis=0)"],
        "tf.expand_dims(x, 1)": ["tf.expand_dims(x, 0)", "tf.expand_dims(x, 2)"],
        "keras.ops.max(x, axis=-2)": ["keras.ops.max(x, axis=-1)", "keras.ops.max(x)"],
        "np.maximum(x, 1)": [],
        "max(x, 1)": [],
    },
    "keepdims-changed": {
        "x.max(axis=0, keepdims=True)": ["x.max(axis=0)"],
        "x.max(axis=0, keepdims=False)": ["x.max(axis=0, keepdims=True)"],
    },
    "transpose-changed": {
        "y = x.T": ["y = x"],
        "y = a @ b": ["y = a @ b.T"],
        "y = a @ (b + c)": ["y = a @ (b + c).T"],
        "y = a @ b.T": ["y = a @ b"],
        "tf.matmul(a, b)": ["tf.matmul(a, b, transpose_b=True)"],
        "tf.matmul(a, b, transpose_a=False)": ["tf.matmul(a, b, transpose_a=True)"],
        "np.matmul(a, b)": ["np.matmul(a, np.swapaxes(b, -1, -2))"],
        "y = tf.transpose(x, perm=[0, 2, 1])": ["y = x", "y = tf.transpose(x, perm=[2, 0, 1])"],
        "y = x.swapaxes(0, 1)": ["y = x"],
        "y = x.transpose(0, 1)": ["y = x"],
    },
    "einsum-changed": {
        'np.einsum("ij,jk->ik", a, b)': [
            'np.einsum("ji,jk->ik", a, b)',
            'np.einsum("ij,kj->ik", a, b)',
            'np.einsum("ij,jk->ki", a, b)',
        ],
        "np.einsum('ij,j', a, b)": ["np.einsum('ji,j', a, b)"],
        "np.einsum(text, a, b)": [],
    },
    "new-axis-moved": {
        "m = x[:, None, :]": ["m = x[None, :, :]"],
        "m = x[:, np.newaxis]": ["m = x[np.newaxis, :]"],
        "m = x[:, 0]": [],
    },
    "reshape-changed": {
        "x.reshape(a, b, c)": ["x.reshape(b, a, c)", "x.reshape(a, c, b)"],
        "np.reshape(x, (a, -1))": ["np.reshape(x, (-1, a))"],
        "keras.ops.reshape(x, (*s, a, b))": ["keras.ops.reshape(x, (*s, b, a))"],
        "keras.layers.Reshape((28, 28))": [],
        "keras.layers.Reshape((28, 14))": ["keras.layers.Reshape((14, 28))"],
    },
    "concatenation-changed": {
        "np.concatenate([a, b, c])": [
            "np.concatenate([b, a, c])",
            "np.concatenate([a, c, b])",
            "np.stack([a, b, c])",
        ],
        "tf.stack(parts)": ["tf.concat(parts)"],
        "np.hstack((a, b))": ["np.hstack((b, a))"],
    },
    "scale-dropped": {
        "s = q / tf.sqrt(d)": ["s = q"],
        "s = q / d ** 0.5": ["s = q"],
        "s = q / tf.math.sqrt(tf.cast(d, tf.float32))": ["s = q"],
        "s = q / tf.cast(tf.sqrt(d), x.dtype)": ["s = q"],
        "s = q * d ** -0.5": ["s = q"],
        "s = tf.math.rsqrt(d) * q": ["s = q"],
        "s = q * (1 / np.sqrt(d))": ["s = q", "s = q * 1"],
        "s = logits / temperature": ["s = logits"],
        "s = q / d": [],
    },
    "sum-for-mean": {
        "tf.reduce_sum(x)": ["tf.reduce_mean(x)"],
        "x.mean(axis=0)": ["x.sum(axis=0)"],
        "statistics.mean(x)": [],
        "keras.metrics.Mean()": ["keras.metrics.Sum()"],
        'Loss(reduction="sum")': ['Loss(reduction="sum_over_batch_size")'],
        "sum(x)": [],
    },
    "logarithm-changed": {
        "y = np.log(x)": ["y = x", "y = np.log2(x)"],
        "y = np.log1p(x)": ["y = x", "y = np.log(x)"],
        "y = tf.exp(a + b) * c": ["y = (a + b) * c"],
        "logger.log(x)": [],
    },
    "magnitude-dropped": {
        "y = abs(a - b)": ["y = a - b"],
        "y = x ** 2": ["y = x"],
        "y = (a - b) ** 2 / n": ["y = (a - b) / n"],
        "y = 1 / np.sqrt(a + b)": ["y = 1 / (a + b)"],
        "y = x ** 3": [],
    },
    "epsilon-dropped": {
        "y = np.log(p + 1e-9)": ["y = np.log(p)"],
        "y = x / (eps + n)": ["y = x / n"],
        "LayerNormalization(epsilon=1e-6)": ["LayerNormalization()"],
        "y = x + 1": [],
    },
    "clip-dropped": {
        "y = x.clip(0, 1)": ["y = x"],
        "y = np.maximum(n, 1)": ["y = n"],
        "y = np.maximum(0.0, n)": ["y = n"],
        "y = np.maximum(a, b)": [],
        "y = a.maximum(b)": [],
        "Adam(1e-3, clipnorm=1.0)": ["Adam(1e-3)"],
    },
    "dtype-changed": {
        "y = tf.cast(x, tf.float32)": [
            "y = x",
            "y = tf.cast(x, tf.int32)",
            "y = tf.cast(x, tf.float16)",
        ],
        'x.astype("int64")': ["x", 'x.astype("float32")'],
        "np.zeros(3, dtype=int)": ["np.zeros(3, dtype=float)"],
        "np.zeros(3, dtype=np.float64)": ["np.zeros(3, dtype=np.int32)"],
        'np.ones(3, dtype="bool")': [],
        'keras.Input((), dtype="int32")': [],
        "np.zeros(3, dtype=x.dtype)": [],
    },
    "from-logits-flipped": {
        "BinaryCrossentropy(from_logits=False)": ["BinaryCrossentropy(from_logits=True)"],
        "CategoricalCrossentropy()": ["CategoricalCrossentropy(from_logits=True)"],
        "MeanSquaredError()": [],
    },
    "activation-changed": {
        'Dense(3, activation="softmax")': ["Dense(3)", 'Dense(3, activation="sigmoid")'],
        "Dense(3, activation=tf.nn.relu)": ["Dense(3)"],
        "Dense(3, activation=None)": [],
        "y = tf.nn.softmax(x, axis=1)": ["y = x", "y = tf.nn.sigmoid(x)"],
        "y = keras.ops.relu(x)": ["y = x"],
        "y = x.softmax(dim=-1)": ["y = x", "y = x.sigmoid()"],
        "y = x.tanh()": ["y = x", "y = x.sigmoid()"],
        "y = np.tanh(x)": ["y = x"],
        'Activation("relu")': ['Activation("linear")'],
    },
    "bias-changed": {
        "Dense(3, use_bias=False)": ["Dense(3)"],
        "Dense(3, use_bias=True)": ["Dense(3, use_bias=False)"],
        "y = tf.matmul(x, w) + self.b": ["y = tf.matmul(x, w)"],
        "y = x + b": [],
    },
    "mask-changed": {
        "y = (1.0 - mask) * x": ["y = mask * x"],
        "y = 1 - keep": [],
        "y = tf.where(m, s, -1e9)": ["y = tf.where(m, s, 1e9)", "y = tf.where(m, s, 0.0)"],
        "y = np.where(m, s, -np.inf)": ["y = np.where(m, s, np.inf)", "y = np.where(m, s, 0.0)"],
        "np.tril(x)": ["np.triu(x)", "np.tril(x, k=-1)"],
        "np.triu(x, k=1)": ["np.tril(x, k=1)", "np.triu(x, k=0)", "np.triu(x, k=2)"],
        "torch.triu(x, 0)": ["torch.tril(x, 0)", "torch.triu(x, 1)", "torch.triu(x, -1)"],
        "mha(x, x, use_causal_mask=True)": ["mha(x, x, use_causal_mask=False)"],
    },
    "term-dropped": {
        "def call(self, x):\n    return self.norm(x + self.ffn(x))": [
            "def call(self, x):\n    return self.norm(x)",
            "def call(self, x):\n    return self.norm(self.ffn(x))",
        ],
        "def vae_loss(x):\n    return rec(x) + 0.5 * kl(x)": [
            "def vae_loss(x):\n    return rec(x)",
            "def vae_loss(x):\n    return 0.5 * kl(x)",
        ],
        "with tf.GradientTape() as tape:\n    loss = a + b": [
            "with tf.GradientTape() as tape:\n    loss = a",
            "with tf.GradientTape() as tape:\n    loss = b",
        ],
        # An epsilon and noise have operators of their own, and elsewhere a sum is only a sum.
        "def call(self, x):\n    return x / (norm(x) + 1e-7) + noise": [],
        "def call(self, x):\n    return x[: n + 1]": [],
        "def total(a, b):\n    return a + b": [],
    },
    "fill-changed": {
        "y = tf.ones_like(logits)": ["y = tf.zeros_like(logits)"],
        "state = np.zeros((n, 4))": ["state = np.ones((n, 4))"],
        "y = ones(3)": [],
    },
    "causality-lost": {
        'Conv1D(8, 3, padding="causal")': ['Conv1D(8, 3, padding="same")'],
        "Conv1D(8, 3, padding='causal')": ["Conv1D(8, 3, padding='same')"],
        'Conv1D(8, 3, padding="valid")': [],
    },
    "layer-dropped": {
        "Sequential([Dense(8), LayerNormalization(), Dense(1), Dropout(0.1)])": [
            "Sequential([Dense(8), Dense(1), Dropout(0.1)])",
            "Sequential([Dense(8), LayerNormalization(), Dense(1)])",
        ],
        "Sequential([Dense(8), Dense(1)])": [],
        "layers = [Dense(8), Dropout(0.1)]": [],
    },
    "variables-changed": {
        "g = tape.gradient(loss, generator.trainable_variables)\ncritic.trainable_variables": [
            "g = tape.gradient(loss, critic.trainable_variables)\ncritic.trainable_variables",
            "g = tape.gradient(loss, generator.trainable_variables)\ngenerator.trainable_variables",
        ],
        "g = tape.gradient(loss, self.trainable_weights)": [],
    },
    "training-flipped": {
        "model(x, training=True)": ["model(x, training=False)"],
        "model(x, training=training)": ["model(x)"],
    },
    "stop-gradient-changed": {
        "y = tf.stop_gradient(x)": ["y = x"],
        "y = x.detach()": ["y = x"],
        "def f(x, y):\n    return tf.abs(x) + y": [],
        "with tf.GradientTape() as tape:\n    loss = a + b": [
            "with tf.GradientTape() as tape:\n    loss = tf.stop_gradient(a) + b",
            "with tf.GradientTape() as tape:\n    loss = a + tf.stop_gradient(b)",
        ],
        "def call(self, x):\n    return keras.ops.abs(x) + 1": [
            "def call(self, x):\n    return keras.ops.stop_gradient(keras.ops.abs(x)) + 1"
        ],
    },
    "trainable-flipped": {
        "x.trainable = True": ["x.trainable = False"],
        "tf.Variable(x, trainable=False)": ["tf.Variable(x, trainable=True)"],
        "p.requires_grad = False": ["p.requires_grad = True"],
        "trainable = True": [],
    },
    "optimizer-changed": {
        "keras.optimizers.Adam(0.1)": ["keras.optimizers.SGD(0.1)"],
        "SGD(0.1)": ["Adam(0.1)"],
        # Only what both know: Adam has no momentum.
        "SGD(0.1, momentum=0.9)": ["Adam(0.1)"],
        "Adam(learning_rate=lr, beta_1=0.5, clipnorm=1.0)": ["SGD(learning_rate=lr, clipnorm=1.0)"],
        'm.compile(optimizer="adam")': ['m.compile(optimizer="sgd")'],
    },
    "learning-rate-changed": {
        "Adam(0.001)": ["Adam(0.01)", "Adam(0.0001)"],
        "SGD(lr)": ["SGD(lr * 10)", "SGD(lr / 10)"],
        "SGD(schedule)": [],
        "SGD(keras.optimizers.schedules.CosineDecay(0.1, 9))": [],
        "SGD(learning_rate=a + b)": [
            "SGD(learning_rate=(a + b) * 10)",
            "SGD(learning_rate=(a + b) / 10)",
        ],
        "Adam()": [],
    },
    "shuffle-changed": {
        "model.fit(x, y, shuffle=False)": ["model.fit(x, y, shuffle=True)"],
        "df = df.sample(frac=1, random_state=0)": ["df = df"],
        "order = rng.permutation(len(x))": ["order = range(len(x))"],
        "x = rng.permutation(np.arange(n))": ["x = np.arange(n)"],
        "rng.shuffle(x)": [],
    },
    "shift-changed": {
        "y = x[:, :-1]": ["y = x[:, 1:]"],
        "y = x[i : i + n]": ["y = x[i + 1 : i + n + 1]"],
        "y = np.roll(x, 1)": ["y = np.roll(x, -1)", "y = np.roll(x, 0)"],
        "y = df.shift(periods=-1)": ["y = df.shift(periods=1)", "y = df.shift(periods=0)"],
        "w = [x[i] for i in range(len(x) - n + 1)]": [
            "w = [x[i] for i in range(len(x) - n)]",
            "w = [x[i] for i in range(len(x) - n + 2)]",
        ],
        "for i in range(n):\n    f(i)": ["for i in range(n - 1):\n    f(i)"],
    },
    "data-leak": {
        "f(x_train)\ng(x_val)": ["f(x_val)\ng(x_val)", "f(x_train)\ng(x_train)"],
        "g(x_val)": [],
        'a, b = s["train"], s["test"]': [
            'a, b = s["test"], s["test"]',
            'a, b = s["train"], s["train"]',
        ],
        'p["train"], p["val"] = a, b': [],
        "f(training)\ng(validation)": ["f(validation)\ng(validation)", "f(training)\ng(training)"],
        "f(contrain)\ng(conval)": [],
    },
    "statistics-leak": {
        'df.groupby("a").transform("mean")': [],
        "scaler.transform(x)": ["scaler.fit_transform(x)"],
    },
    "seed-ignored": {
        "np.random.default_rng(0)": ["np.random.default_rng()"],
        "f(x, random_state=seed)": ["f(x)", "f(x, random_state=0)"],
        "f(x, seed=(seed, 1))": ["f(x)", "f(x, seed=(0, 1))"],
        "keras.utils.set_random_seed(seed)": ["keras.utils.set_random_seed(0)"],
    },
    "raise-removed": {
        "if x < 0:\n    raise ValueError(x)": ["if x < 0:\n    pass"],
    },
    "statement-deleted": {
        "def f(x):\n    # Twice.\n    x = 2 * x\n    return x": [
            "def f(x):\n    # Twice.\n    return x"
        ],
        "def f(x):\n    y = 2 * x\n    return y": [],
        "def f(x):\n    y, z = x\n    y, x = z\n    return y": [
            "def f(x):\n    y, z = x\n    return y"
        ],
        "model.fit(x)": ["pass"],
        "f(); g()": ["g()", "f()"],
        "while True:\n    break": [],
        "while i < n:\n    i += 1": [],
        "for x in xs:\n    continue": [],
        "for x in xs:\n    if x:\n        continue\n    n += x": [
            "for x in xs:\n    if x:\n        pass\n    n += x",
            "for x in xs:\n    if x:\n        continue",
        ],
        "self.a = b": ["pass"],
    },
    "branch-never": {
        "if a:\n    b()\nelif c:\n    d()": [
            "if False:\n    b()\nelif c:\n    d()",
            "if a:\n    b()\nelif False:\n    d()",
        ],
        "if(a):\n    b()": ["if False:\n    b()"],
        "if a:\n    raise E": [],
    },
    "branch-always": {
        "y = (a if b else c) + 1": ["y = a + 1"],
        "if a:\n    raise E": [],
        "s = {x for x in y if x if z}": ["s = {x for x in y if z}", "s = {x for x in y if x}"],
    },
    "return-changed": {
        "def f():\n    return(x)": ["def f():\n    return None"],
        "def f():\n    return a, b, c": [
            "def f():\n    return b, a, c",
            "def f():\n    return None",
        ],
        "def f():\n    return": [],
        "def f():\n    return True": [],
    },
    "comparison-changed": {
        "a < b <= c": ["a >= b <= c", "a < b > c"],
        "x is None": ["x is not None"],
        "x not in y": ["x in y"],
    },
    "boundary-moved": {"a > b": ["a >= b"], "a == b": []},
    "arithmetic-changed": {
        "y = a + b * c": ["y = a - b * c", "y = a + b / c"],
        "y = (a + b) * c": ["y = (a - b) * c", "y = (a + b) / c"],
        "y = a - (b - c)": ["y = a + (b - c)", "y = a - (b + c)"],
        "y = a ** b + c": ["y = a * b + c", "y = a ** b - c"],
        "n += 1": ["n -= 1"],
        "y = -x": ["y = x"],
        "y = ~x & z": ["y = ~x | z", "y = x & z"],
        'y = "a" + b': [],
        'p = folder / "x.csv"': [],
        "y = [0] * n": [],
        "y = 1 * x": ["y = 1 / x"],
        "y = x * 1": [],
        "y = mean + std * noise": ["y = mean + std / noise"],
        "return_ = -1": [],
    },
    "constant-changed": {
        "y = x[0]": ["y = x[1]"],
        "y = x[-1]": ["y = x[-2]", "y = x[0]"],
        "y = 1 - x": ["y = 0 - x", "y = 2 - x"],
        "y = 0.5 * x": ["y = 1.0 * x"],
        "y = 0.0": ["y = 1.0"],
        "max(x, 1)": ["max(x, 0)", "max(x, 2)"],
        "Dense(1)": ["Dense(2)"],
        "n = 10": ["n = 9", "n = 11"],
        # Free choices, and what operators for deep learning change.
        "Dense(64)": [],
        "d = 32": [],
        "m.fit(x, y, epochs=10, batch_size=8)": [],
        "Adam(0.1)": [],
        "f(x, axis=1)": [],
        "np.random.default_rng(7)": [],
        "x.reshape(3, 4)": [],
        "tf.transpose(x, (1, 0))": [],
        "for n, x in enumerate(y, start=1):\n    raise E(f'{n}')": [],
        "for n, x in enumerate(y, start=1):\n    f(n)": [
            "for n, x in enumerate(y, start=0):\n    f(n)",
            "for n, x in enumerate(y, start=2):\n    f(n)",
        ],
    },
    "boolean-flipped": {
        "f(x, sorted=True)": ["f(x, sorted=False)"],
        "f(x, training=True, verbose=False)": [],
        "done = False": ["done = True"],
    },
    "connective-changed": {
        "a or b and c": ["a and b and c", "a or b or c"],
        "a or b or c": ["(a or b) and c", "a and b or c"],
    },
    "condition-negated": {
        "if ready:\n    f()": ["if not ready:\n    f()"],
        "if a or b:\n    f()": ["if not (a or b):\n    f()"],
        "if a < b:\n    f()": [],
        "y = not x": ["y = x"],
        "z = [x for x in y if x.ok]": ["z = [x for x in y if not x.ok]"],
    },
    "arguments-swapped": {
        "f(a, b, c)": ["f(b, a, c)", "f(a, c, b)"],
        "f(a, a)": [],
        "np.maximum(a, b)": [],
        "tf.math.squared_difference(a, b)": [],
        "np.swapaxes(x, a, b)": [],
        "np.where(m, a, 0.0)": ["np.where(m, 0.0, a)"],
        "f(a, 1)": [],
        'f("a", b)': [],
        "f(a, *b)": [],
        "f(\n    a,\n    b,\n)": ["f(\n    b,\n    a,\n)"],
    },
    "keyword-dropped": {
        "f(x, a=b)": ["f(x)"],
        "f(a=b, c=d)": ["f(c=d)", "f(a=b)"],
        "f(\n    x,\n    a=b,\n)": ["f(\n    x,\n)"],
        "f(x, axis=1, verbose=0, flag=True, frac=1)": [],
        "Conv1D(8, 3, padding='valid')": [],
        "Conv1D(8, 3, padding='same')": ["Conv1D(8, 3)"],
        "dict(a=b)": [],
    },
    "extremes-exchanged": {
        "x.max()": ["x.min()"],
        "np.argmin(x)": ["np.argmax(x)"],
        "max(a)": ["min(a)"],
    },
    "slice-moved": {
        "x[a:]": ["x[a + 1:]", "x[:]"],
        "x[0:3]": ["x[1:3]", "x[0:2]", "x[0:]"],
        "x[::-1]": ["x[:]"],
        "x[a : a + 8]": ["x[a + 1 : a + 8]", "x[: a + 8]", "x[a : a + 7]", "x[a :]"],
    },
}


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.name)
class TestEveryOperator:
    def test_is_documented(self, operator):
        assert operator.summary.endswith(".")
        assert "\n" not in operator.summary
        assert operator.before != operator.after

    def test_makes_its_example(self, operator):
        made = [mutant.source for mutant in mutants("cell", operator.before, [operator])]
        assert operator.after in made

    def test_is_tested(self, operator):
        made = CHANGES[operator.name].values()
        assert any(made), "nothing that it changes"


@pytest.mark.parametrize("name", CHANGES)
def test_changes(name):
    made = {
        before: sorted(mutant.source for mutant in mutants("cell", before, [BY_NAME[name]]))
        for before in CHANGES[name]
    }
    assert made == {before: sorted(after) for before, after in CHANGES[name].items()}


def test_names_are_unique():
    assert len(BY_NAME) == len(OPERATORS)
    assert (*DEEP_LEARNING, *GENERAL) == OPERATORS


def test_operators_say_at_which_nodes_they_look():
    for operator in OPERATORS:
        assert operator.kinds, operator.name
