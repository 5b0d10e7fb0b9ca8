"""Frameworks that are imported before the fork work after it."""

from __future__ import annotations

import pytest

from gpu_runner.limits import Limits
from gpu_runner.sandbox import SlotSpec

pytestmark = pytest.mark.slow

LIMITS = Limits(memory_bytes=3 << 30, start_seconds=180)

KERAS = """
    import keras, numpy
    keras.utils.set_random_seed(1)
    x = numpy.random.default_rng(0).normal(size=(256, 4)).astype("float32")
    y = x @ numpy.ones((4, 1), "float32")
    layers = [keras.Input((4,)), keras.layers.Dense(8, "relu"), keras.layers.Dense(1)]
    model = keras.Sequential(layers)
    model.compile("adam", "mse")
    losses = model.fit(x, y, epochs=5, verbose=0).history["loss"]
"""

TRANSFORMER = """
    import datasets, numpy, tensorflow as tf
    from transformers import DistilBertConfig, TFDistilBertForSequenceClassification
    config = DistilBertConfig(vocab_size=50, dim=16, n_layers=1, n_heads=2, hidden_dim=32)
    model = TFDistilBertForSequenceClassification(config)
    data = datasets.Dataset.from_dict(
        {"input_ids": [[n % 50] * 8 for n in range(64)], "label": [n % 2 for n in range(64)]}
    )
    data = data.map(lambda row: {"attention_mask": [1] * 8})
    batches = data.to_tf_dataset(
        columns=["input_ids", "attention_mask"], label_cols="label", batch_size=16
    )
    model.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    losses = model.fit(batches, epochs=2, verbose=0).history["loss"]
"""


@pytest.mark.parametrize(
    ("backend", "modules", "env", "code"),
    [
        pytest.param(
            "docker", ("numpy", "tensorflow", "keras"), {}, KERAS, marks=pytest.mark.docker
        ),
        ("bubblewrap", ("numpy", "tensorflow", "keras"), {}, KERAS),
        pytest.param(
            "docker",
            ("numpy", "tensorflow", "tf_keras", "transformers", "datasets"),
            {"TF_USE_LEGACY_KERAS": "1"},
            TRANSFORMER,
            marks=pytest.mark.docker,
        ),
    ],
    ids=["docker-keras", "bubblewrap-keras", "docker-transformers"],
    indirect=["backend"],
)
def test_a_model_trains_in_every_fork(backend, kernel_of, modules, env, code):
    with backend.open_slot(SlotSpec(modules=modules, env=env, limits=LIMITS)) as slot:
        histories = []
        for _ in range(2):
            with kernel_of(slot) as talk:
                losses = talk.value("[float(loss) for loss in losses]", code, timeout=200)
                assert talk.kernel.poll() is None
            assert all(loss > 0 for loss in losses)
            histories.append(losses)
    assert histories[0][-1] < histories[0][0]
    if "keras" in modules:
        assert histories[0] == pytest.approx(histories[1], rel=1e-4), "seeded alike"
