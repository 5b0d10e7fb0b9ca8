"""Pairs of submissions that share passages, after names, comments and layout are taken away.

Fingerprints are those of copydetect: of every run of `LENGTH` characters of filtered code, and of
those the ones that winnowing selects, so that a shared passage of `LENGTH` + `WINDOW` - 1
characters is never missed. Renaming, reordering and other comments change little.

Source: S. Schleimer, D. S. Wilkerson, A. Aiken, Winnowing: Local Algorithms for Document
Fingerprinting, SIGMOD 2003.
"""

from __future__ import annotations

import io
import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from autograder.similarity.works import Work

LENGTH: Final = 25
WINDOW: Final = 6
LEAST: Final = 20
"""Fingerprints that a pair has to share: some five lines of code, or thirty words."""
COMMON: Final = 0.2
COMMON_AT_LEAST: Final = 3
"""What more than this share of the submissions have, and more than so many, is no sign."""
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True)
class Passages:
    """What two texts have in common.

    Args:
        share: of the fingerprints of that text which has fewer, 0 to 1.
        fingerprints: their number.
        left, right: the texts with `<mark>` around the passages, escaped.
    """

    share: float
    fingerprints: int
    left: Markup
    right: Markup


@dataclass(frozen=True)
class Pair:
    """Two submissions; `code` and `text` are None where there is not enough in common."""

    first: str
    second: str
    code: Passages | None
    text: Passages | None

    @property
    def share(self) -> float:
        """The larger one of both shares."""
        return max(part.share for part in (self.code, self.text) if part is not None)


@dataclass(frozen=True)
class _Print:
    student: str
    fingerprint: Any


def alike(works: Sequence[Work], given: Work, *, above: float) -> list[Pair]:
    """Pairs that share at least `above` of the shorter one's code or text, most alike first.

    Args:
        given: the texts of the release: what is in them is nobody's.
        above: from 0 to 1.
    """
    code = _shares([(w.student, w.code) for w in works], given.code, above, is_code=True)
    text = _shares([(w.student, w.text) for w in works], given.text, above, is_code=False)
    pairs = [
        Pair(*names, code=code.get(names), text=text.get(names))
        for names in sorted(code.keys() | text.keys())
    ]
    return sorted(pairs, key=lambda pair: -pair.share)


def _shares(
    texts: Sequence[tuple[str, str]], given: str, above: float, *, is_code: bool
) -> dict[tuple[str, str], Passages]:
    prints = [_Print(name, _fingerprint(text, is_code=is_code)) for name, text in texts if text]
    everybodys = set(_fingerprint(given, is_code=is_code).hashes) if given else set()
    everybodys |= _common([item.fingerprint.hashes for item in prints])
    for item in prints:
        _drop(item.fingerprint, everybodys)
    found = {}
    for one, other in itertools.combinations(prints, 2):
        shared = len(one.fingerprint.hashes & other.fingerprint.hashes)
        least = min(len(one.fingerprint.hashes), len(other.fingerprint.hashes))
        if shared >= LEAST and shared >= above * least:
            found[one.student, other.student] = _passages(
                one.fingerprint, other.fingerprint, shared, shared / least
            )
    return found


def _fingerprint(text: str, *, is_code: bool) -> Any:
    import copydetect

    # Of a text the words count, in small letters: neither layout nor marks.
    given = text if is_code else " ".join(_WORDS.findall(text.casefold()))
    return copydetect.CodeFingerprint(
        "answers.py", LENGTH, WINDOW, filter=is_code, fp=io.StringIO(given)
    )


def _common(all_hashes: Sequence[Iterable[Any]]) -> set[Any]:
    """Fingerprints that so many have that they follow from the question."""
    most = max(COMMON_AT_LEAST, math.floor(COMMON * len(all_hashes)))
    counts = Counter(itertools.chain.from_iterable(all_hashes))
    return {value for value, number in counts.items() if number > most}


def _drop(fingerprint: Any, hashes: set[Any]) -> None:
    fingerprint.hashes = fingerprint.hashes - hashes
    fingerprint.hash_idx = {
        value: places for value, places in fingerprint.hash_idx.items() if value not in hashes
    }


def _passages(one: Any, other: Any, shared: int, share: float) -> Passages:
    import copydetect

    _, _, slices = copydetect.compare_files(one, other)
    left, right = (
        _marked(item.raw_code, where) for item, where in zip((one, other), slices, strict=True)
    )
    return Passages(share=share, fingerprints=shared, left=left, right=right)


def _marked(text: str, slices: Any) -> Markup:
    from copydetect import utils

    # What lies between these marks is escaped.
    marked, _ = utils.highlight_overlap(text, slices, "<mark>", "</mark>", escape_html=True)
    return Markup(marked)  # noqa: S704
