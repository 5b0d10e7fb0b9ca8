"""The pages of an assignment as files, and the `report` command."""

import argparse
import json
from datetime import UTC, datetime, timedelta

import pytest

from autograder.commands import report
from autograder.course import Course
from autograder.errors import StorageError, UsageError
from autograder.gradebook.store import Gradebook
from autograder.gradebook.values import RunFiles, StudentRow
from autograder.main import main
from autograder.reports import site
from autograder.results import Outcome, Status, TestResult, Verdict

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
NOTEBOOK = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {},
    "cells": [
        {"cell_type": "code", "source": "answer = 42", "metadata": {}, "outputs": []},
    ],
}


def write(folder, make, *summaries, **more):
    values = {"roster": [], "state_dir": folder, "hidden_verdicts": "always", "now": NOON}
    assignment = make.assignment(summaries[0] if summaries else None)
    return site.write_site(folder / "out", assignment, summaries, **(values | more))


def test_each_student_has_a_page_and_the_class_report_links_to_it(make, tmp_path):
    (tmp_path / "executed").mkdir()
    (tmp_path / "executed/gan.ipynb").write_text(json.dumps(NOTEBOOK))
    files = RunFiles(record="records/a b.jsonl", notebooks={"gan": "executed/gan.ipynb"})
    ada = make.summary(make.result("q1"), student="ada", run=make.run(files=files))
    bob = make.summary(make.result("q1"), student="../bob #1")
    written = write(tmp_path, make, ada, bob)
    assert (written.pages, written.missing) == (2, ())
    index = written.index.read_text()
    assert 'href="feedback/ada.html"' in index
    assert 'href="../records/a%20b.jsonl"' in index
    assert 'href="feedback/%252E%252E%252Fbob%2520%25231.html"' in index
    pages = {path.name for path in (tmp_path / "out/feedback").iterdir()}
    assert pages == {"ada.html", "%2E%2E%2Fbob%20%231.html"}
    assert "answer" in (tmp_path / "out/feedback/ada.html").read_text()


@pytest.mark.parametrize("content", [None, b"{", b"\xff", b"[1]", b"[" * 100_000])
def test_a_notebook_that_cannot_be_read_stops_nobody(make, tmp_path, content):
    if content is not None:
        (tmp_path / "gan.ipynb").write_bytes(content)
    run = make.run(files=RunFiles(notebooks={"gan": "gan.ipynb"}))
    written = write(tmp_path, make, make.summary(make.result("q1"), run=run))
    assert written.missing == ("ada: gan",)
    page = (tmp_path / "out/feedback/ada.html").read_text()
    assert "executed notebook gan is not available" in page


@pytest.mark.parametrize(
    "name",
    ["ada", "Ada", "..", ".", "-rf", "a/b", "a\\b", "a\nb", "résumé", "CON", "\ud800", "x" * 4000],
)
def test_page_names_are_plain_and_differ(name):
    page = site.page_name(name)
    assert page.isascii()
    assert not page.startswith(".")
    assert not set(page) & set('/\\:*?"<>|\n\0 ')
    assert len(page) <= 255
    assert page not in {site.page_name(other) for other in ("bob", name + "x")}


def test_a_page_that_cannot_be_written_is_a_storage_error(make, tmp_path):
    (tmp_path / "out").write_text("in the way")
    with pytest.raises(StorageError, match="cannot be written"):
        write(tmp_path, make, make.summary(make.result("q1")))


@pytest.mark.parametrize("released", [True, False])
def test_the_policy_uses_the_release_and_the_latest_due_date(make, tmp_path, released):
    summary = make.summary(make.result("q1", Verdict.FAILED, hidden=True))
    assignment = make.assignment(
        summary,
        due=NOON - timedelta(days=2),
        latest_due=NOON + timedelta(days=1),
        released_at=NOON if released else None,
    )
    site.write_site(
        tmp_path,
        assignment,
        [summary],
        roster=[],
        state_dir=tmp_path,
        hidden_verdicts="after_due",
        now=NOON,
    )
    page = (tmp_path / "feedback/ada.html").read_text()
    assert ("Not shown yet" in page) is not released


# -- the command ----------------------------------------------------------------------------------


@pytest.fixture
def course(tmp_path):
    """A course with one assignment, one graded submission, and one student without any."""
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    folder = tmp_path / "source/gan"
    folder.mkdir(parents=True)
    (folder / "gan.ipynb").write_text(json.dumps(NOTEBOOK | {"cells": []}))
    found = Course.load(tmp_path)
    result = TestResult(
        notebook="gan", test="q1", title="T", points=2.0, maximum=2.0, verdict=Verdict.PASSED
    )
    with Gradebook.open(found.db_url) as gradebook:
        gradebook.save_students([StudentRow(name="zoe")])
        gradebook.save_run(
            assignment="gan",
            student="ada",
            sha256="a" * 64,
            received_at=NOON,
            examination_key="k",
            outcome=Outcome(status=Status.GRADED, results=(result,)),
            started=NOON,
            finished=NOON,
            artifacts=RunFiles(),
        )
    return found


def run(course, **more):
    values = {"course": course.root, "assignment": "gan", "format": "html", "output": None}
    values |= {"release": False, "withdraw_release": False, "all": False}
    return report.run(argparse.Namespace(**(values | more)))


def test_the_command_writes_pages(course, capsys):
    assert run(course) == 0
    folder = course.state_dir / "reports/gan"
    assert (folder / "feedback/ada.html").is_file()
    index = (folder / "index.html").read_text()
    assert "Nothing submitted: zoe" in index
    assert f"1 feedback page and {folder / 'index.html'}" in capsys.readouterr().out


def test_the_command_releases_feedback(course):
    with Gradebook.open(course.db_url) as gradebook:
        assert gradebook.assignment("gan").released_at is None
    assert run(course, release=True) == 0
    with Gradebook.open(course.db_url) as gradebook:
        assert gradebook.assignment("gan").released_at is not None


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_the_command_prints_or_writes_tables(course, capsys, tmp_path, kind):
    assert run(course, format=kind) == 0
    printed = capsys.readouterr().out
    assert "ada" in printed
    assert run(course, format=kind, output=tmp_path / "out/table") == 0
    table = tmp_path / "out/table"
    assert table.read_text("utf-8-sig") == printed
    assert capsys.readouterr().out == f"1 submission in {table}\n"
    marked = table.read_bytes().startswith(b"\xef\xbb\xbf")
    assert marked == (kind == "csv"), "a mark is for Excel, and an error in JSON"


def test_the_command_names_what_is_wrong(course, capsys):
    with pytest.raises(SystemExit):
        main(["report", "gan", "--format", "pdf"])
    assert "'html', 'csv', 'json'" in capsys.readouterr().err
    with pytest.raises(UsageError, match="no assignment 'gam'"):
        run(course, assignment="gam")
