"""Make the small language model of the final project: a DistilBERT of about 200 000 parameters.

A WordPiece vocabulary and the weights are learned from unlabelled sentences of the grammar in
`make_phrasebank_mini.py` by masked language modelling (15 % of the tokens: 80 % masked, 10 %
random, 10 % kept; source: Devlin et al., 2019, section 3.1). No label is ever seen.

    python tools/make_tiny_distilbert.py source/final-project/models/tiny-distilbert

About five minutes on two CPU cores. Equal seeds give the same vocabulary; weights agree up to
rounding between machines.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

os.environ.setdefault("TF_USE_LEGACY_KERAS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
import tensorflow as tf
import tf_keras as keras
from make_phrasebank_mini import Grammar
from tokenizers import BertWordPieceTokenizer
from transformers import DistilBertConfig, DistilBertTokenizerFast, TFDistilBertForMaskedLM

SPECIAL: Final = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
VOCABULARY: Final = 2000
LENGTH: Final = 48
IGNORED: Final = -100


def make_corpus(sentences: int, seed: int) -> list[str]:
    """Unlabelled sentences with the class mix of the data set."""
    grammar = Grammar(seed)
    return [grammar.sentence(grammar.label()) for _ in range(sentences)]


def make_tokenizer(corpus: list[str], folder: Path) -> DistilBertTokenizerFast:
    """A lower-casing WordPiece tokenizer of exactly `VOCABULARY` entries, saved in `folder`."""
    wordpiece = BertWordPieceTokenizer(lowercase=True, strip_accents=True)
    wordpiece.train_from_iterator(
        corpus,
        vocab_size=VOCABULARY,
        min_frequency=2,
        special_tokens=list(SPECIAL),
        initial_alphabet=[chr(code) for code in range(33, 127)],
        show_progress=False,
    )
    words = sorted(wordpiece.get_vocab().items(), key=lambda item: item[1])
    vocabulary = [word for word, _ in words]
    vocabulary += [f"[unused{n}]" for n in range(VOCABULARY - len(vocabulary))]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf-8")
    tokenizer = DistilBertTokenizerFast(
        vocab_file=str(folder / "vocab.txt"), do_lower_case=True, model_max_length=128
    )
    tokenizer.save_pretrained(folder)
    return tokenizer


def mask(ids: np.ndarray, rng: np.random.Generator, mask_id: int) -> tuple[np.ndarray, np.ndarray]:
    """Corrupt token ids (n, L) for masked language modelling.

    Returns:
        The corrupted ids, and the targets with `IGNORED` wherever nothing is to be predicted.
    """
    chosen = (rng.random(ids.shape) < 0.15) & (ids >= len(SPECIAL))
    action = rng.random(ids.shape)
    corrupted = np.where(chosen & (action < 0.8), mask_id, ids)
    noise = rng.integers(len(SPECIAL), VOCABULARY, ids.shape)
    corrupted = np.where(chosen & (action >= 0.8) & (action < 0.9), noise, corrupted)
    return corrupted, np.where(chosen, ids, IGNORED)


def batches(
    inputs: dict[str, np.ndarray], size: int, rng: np.random.Generator, mask_id: int
) -> Iterator[dict[str, np.ndarray]]:
    """One epoch of shuffled, freshly masked batches of equal size."""
    order = rng.permutation(len(inputs["input_ids"]))
    for start in range(0, len(order) - size + 1, size):
        rows = order[start : start + size]
        ids, targets = mask(inputs["input_ids"][rows], rng, mask_id)
        yield {
            "input_ids": ids,
            "attention_mask": inputs["attention_mask"][rows],
            "labels": targets,
        }


def pretrain(
    model: Any, inputs: dict[str, np.ndarray], *, epochs: int, mask_id: int, seed: int
) -> None:
    """Masked language modelling with AdamW, linear warm-up and cosine decay."""
    size = 64
    steps = epochs * (len(inputs["input_ids"]) // size)
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, steps, warmup_target=2e-3, warmup_steps=steps // 20
    )
    optimizer = keras.optimizers.AdamW(rate, weight_decay=0.01, clipnorm=1.0)

    @tf.function(reduce_retracing=True)
    def step(batch: dict[str, tf.Tensor]) -> tf.Tensor:
        with tf.GradientTape() as tape:
            logits = model(
                {key: batch[key] for key in ("input_ids", "attention_mask")}, training=True
            ).logits
            known = tf.cast(batch["labels"] != IGNORED, tf.float32)
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(
                tf.maximum(batch["labels"], 0), logits
            )
            loss = tf.reduce_sum(losses * known) / tf.reduce_sum(known)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        return loss

    rng = np.random.default_rng(seed)
    for epoch in range(epochs):
        losses = [
            float(step({key: tf.constant(value) for key, value in batch.items()}))
            for batch in batches(inputs, size, rng, mask_id)
        ]
        print(
            f"epoch {epoch + 1}/{epochs}: loss {np.mean(losses):.3f} nats per masked token",
            flush=True,
        )


def main() -> None:
    """Write tokenizer, configuration and weights to the folder named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sentences", type=int, default=20_000)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=19)
    arguments = parser.parse_args()
    keras.utils.set_random_seed(arguments.seed)
    corpus = make_corpus(arguments.sentences, arguments.seed)
    tokenizer = make_tokenizer(corpus, arguments.folder)
    config = DistilBertConfig(
        vocab_size=VOCABULARY,
        dim=64,
        n_layers=2,
        n_heads=2,
        hidden_dim=128,
        max_position_embeddings=128,
    )
    inputs = dict(
        tokenizer(
            corpus, max_length=LENGTH, truncation=True, padding="max_length", return_tensors="np"
        )
    )
    model = TFDistilBertForMaskedLM(config)
    model(model.dummy_inputs)
    pretrain(
        model, inputs, epochs=arguments.epochs, mask_id=tokenizer.mask_token_id, seed=arguments.seed
    )
    model.distilbert.trainable = True
    model.save_pretrained(arguments.folder, safe_serialization=True)
    path = arguments.folder / "config.json"
    settings = json.loads(path.read_text(encoding="utf-8"))
    settings.pop("_name_or_path", None)
    path.write_text(json.dumps(settings, indent=2, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
