"""Submissions that share passages, after names, comments and layout are taken away.

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
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from autograder.similarity.works import Work

if TYPE_CHECKING:
    import numpy as np
    from numpy import typing as npt

LENGTH: Final = 25
WINDOW: Final = 6
LEAST: Final = 20
"""Fingerprints that a pair has to share: some five lines of code, or thirty words."""
COMMON: Final = 0.2
COMMON_AT_LEAST: Final = 3
"""What more than this share of the submissions have, and more than so many, is no sign."""
WHOLE: Final = 0.5
"""Share of all fingerprints of two submissions from which on they are alike as a whole: then what
both have need not follow from the question, however many others have it. Of the course's own
submissions of an assignment no two have more than 0.21, but for related ones of one assignment."""
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
class Group:
    """So many students whose code (or text) is alike as a whole that no pair of them is named."""

    students: tuple[str, ...]
    is_code: bool


@dataclass(frozen=True)
class Alike:
    """What is alike: pairs, most alike first, and groups, the largest first."""

    pairs: list[Pair]
    groups: list[Group]


@dataclass(frozen=True)
class _Print:
    student: str
    fingerprint: Any


def alike(works: Sequence[Work], given: Work, *, above: float) -> Alike:
    """Pairs that share at least `above` of the shorter one's code or text, and groups.

    Args:
        given: the texts of the release: what is in them is nobody's.
        above: from 0 to 1.
    """
    code = _prints([(w.student, w.code) for w in works], given.code, is_code=True)
    text = _prints([(w.student, w.text) for w in works], given.text, is_code=False)
    groups = [
        Group(names, is_code)
        for prints, is_code in ((code, True), (text, False))
        for names in _groups(prints)
    ]
    shares, more = _shares(code, above), _shares(text, above)
    pairs = [
        Pair(*names, code=shares.get(names), text=more.get(names))
        for names in sorted(shares.keys() | more.keys())
    ]
    return Alike(
        sorted(pairs, key=lambda pair: -pair.share),
        sorted(groups, key=lambda group: -len(group.students)),
    )


def _prints(texts: Sequence[tuple[str, str]], given: str, *, is_code: bool) -> list[_Print]:
    """The fingerprints of each text, without those of `given`."""
    ours = set(_fingerprint(given, is_code=is_code).hashes) if given else set()
    prints = [_Print(name, _fingerprint(text, is_code=is_code)) for name, text in texts if text]
    for item in prints:
        _drop(item.fingerprint, ours)
    return prints


def _groups(prints: Sequence[_Print]) -> list[tuple[str, ...]]:
    """Those whom likeness as a whole joins, where they are more than make a fingerprint common."""
    group_of = {item.student: [item.student] for item in prints}
    for one, other in itertools.combinations(prints, 2):
        mine, theirs = group_of[one.student], group_of[other.student]
        if mine is not theirs and _alike_as_a_whole(
            one.fingerprint.hashes, other.fingerprint.hashes
        ):
            mine += theirs
            group_of |= dict.fromkeys(theirs, mine)
    found = {id(group): group for group in group_of.values()}
    most = _most(len(prints))
    return [tuple(sorted(group)) for group in found.values() if len(group) > most]


def _alike_as_a_whole(one: Set[int], other: Set[int]) -> bool:
    shorter, longer = sorted((len(one), len(other)))
    if shorter < LEAST or shorter < WHOLE * longer:
        return False
    shared = len(one & other)
    return shared >= WHOLE * (shorter + longer - shared)


def _shares(prints: Sequence[_Print], above: float) -> dict[tuple[str, str], Passages]:
    common = _common([item.fingerprint.hashes for item in prints])
    for item in prints:
        _drop(item.fingerprint, common)
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
    fingerprint = copydetect.CodeFingerprint(
        "answers.py", LENGTH, WINDOW, filter=is_code, fp=io.StringIO(given)
    )
    # copydetect's own hashes are other ones in each process, and so are those that winnowing
    # selects: the same command would name another share, and now and then another pair.
    fingerprint.hashes, fingerprint.hash_idx = _selected(fingerprint.filtered_code)
    return fingerprint


def _selected(text: str) -> tuple[set[int], dict[int, list[int]]]:
    """Hashes that winnowing selects, and where in the text each stands."""
    from copydetect import utils

    hashes = _hashes(text)
    places: dict[int, list[int]] = {}
    for value, place in zip(*utils.winnow(hashes, WINDOW, remove_duplicates=False), strict=True):
        places.setdefault(int(value), []).append(int(place))
    return set(places), places


def _hashes(text: str) -> npt.NDArray[np.int64]:
    """A hash of each run of `LENGTH` characters: a polynomial of their code points, then mixed.

    Which of two is smaller must not depend on the first characters alone, or winnowing selects
    the same beginnings of lines everywhere. Constants: the finaliser of SplitMix64 (G. L. Steele,
    D. Lea, C. H. Flood, Fast Splittable Pseudorandom Number Generators, OOPSLA 2014).
    """
    import numpy as np

    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    if len(points) < LENGTH:
        return np.zeros(0, dtype=np.int64)
    value = np.zeros(len(points) - LENGTH + 1, dtype=np.uint64)
    for start in range(LENGTH):
        value = value * np.uint64(0x9E3779B97F4A7C15) + points[start : start + len(value)]
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (value ^ (value >> np.uint64(31))).view(np.int64)


def _common(all_hashes: Sequence[Iterable[Any]]) -> set[Any]:
    """Fingerprints that so many have that they follow from the question."""
    most = _most(len(all_hashes))
    counts = Counter(itertools.chain.from_iterable(all_hashes))
    return {value for value, number in counts.items() if number > most}


def _most(submissions: int) -> int:
    """How many may have a fingerprint before it counts as common."""
    return max(COMMON_AT_LEAST, math.floor(COMMON * submissions))


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
