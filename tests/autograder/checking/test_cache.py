"""Stored results: found again, never wrong, forgotten after a month."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from autograder.checking.cache import KEPT, Cache, key_of
from autograder.checking.sightings import Seen
from autograder.errors import StorageError
from tests.autograder.checking.conftest import ended, sighting

NOW = datetime(2026, 9, 1, tzinfo=UTC)


def test_a_result_is_there_before_the_check_ends(tmp_path):
    file = tmp_path / "state" / "results.jsonl"
    Cache(file).put("k", {"a": 1})
    assert Cache(file).get("k") == {"a": 1}


def test_a_damaged_line_is_a_result_that_is_not_there(tmp_path):
    file = tmp_path / "results.jsonl"
    Cache(file).put("k", 1)
    good = file.read_text()
    file.write_text(
        good[: len(good) // 2] + "\n[]\n{}\n" + '{"key": "x", "at": "no", "value": 1}\n'
    )
    cache = Cache(file)
    assert (cache.get("k"), cache.get("x")) == (None, None)
    cache.put("k", 2)
    assert Cache(file).get("k") == 2


def test_half_a_line_takes_no_other_result_along(tmp_path):
    file = tmp_path / "results.jsonl"
    Cache(file).put("k", 1)
    with file.open("a") as stream:
        stream.write('{"key": "torn", "at": "20')
    Cache(file).put("next", 2)
    assert [Cache(file).get(key) for key in ("k", "torn", "next")] == [1, None, 2]


def test_two_checks_at_a_time_keep_what_both_found(tmp_path):
    file = tmp_path / "results.jsonl"
    first, second = Cache(file), Cache(file)
    first.put("x", 1)
    second.put("y", 2)
    second.close()
    first.close()
    assert [Cache(file).get(key) for key in ("x", "y")] == [1, 2]


def test_what_nobody_asks_for_is_forgotten(tmp_path):
    file = tmp_path / "results.jsonl"
    first = Cache(file, now=NOW)
    first.put("used", 1)
    first.put("unused", 2)
    later = Cache(file, now=NOW + KEPT - timedelta(days=1))
    later.get("used")
    later.close()
    last = Cache(file, now=NOW + KEPT + timedelta(days=1))
    last.close()
    assert (Cache(file).get("used"), Cache(file).get("unused")) == (1, None)


def test_results_are_private(tmp_path):
    file = tmp_path / "state" / "results.jsonl"
    cache = Cache(file)
    cache.put("k", 1)
    cache.close()
    assert file.stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_written_is_one_message(tmp_path):
    (tmp_path / "state").write_text("a file")
    with pytest.raises(StorageError, match="cannot be written"):
        Cache(tmp_path / "state" / "results.jsonl").put("k", 1)


def test_keys_depend_on_values_not_on_order():
    assert key_of({"a": 1, "b": 2}) == key_of({"b": 2, "a": 1})
    assert key_of({"a": 1}) != key_of({"a": 2})


def test_a_sighting_survives_storing():
    seen = sighting(
        ended("q1", 0.5, error="assertion", type="AssertionError", text="no"),
        cells={"q1": 0.2},
        seconds=1.0,
        peak_memory_bytes=7,
    )
    again = Seen.from_json(seen.as_json())
    assert again == seen
    assert (seen.fresh, again.fresh) == (True, False)


@pytest.mark.parametrize("value", [None, [], {"tests": [{}]}, {"tests": [], "unknown": 1}])
def test_what_is_no_sighting_is_none(value):
    assert Seen.from_json(value) is None
