"""The page of a check: complete, inert, and true to the report."""

from __future__ import annotations

import dataclasses
import json
import re
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from autograder.checking.as_json import as_json
from autograder.checking.findings import Kind, error, warning
from autograder.checking.page import render_report, write_page
from autograder.checking.programs import Side
from autograder.checking.report import Effort, Report, State, VariantRow
from autograder.checking.summary import print_report
from autograder.commands.check import raise_findings
from autograder.errors import FindingsError
from tests.autograder.checking.conftest import row, trial

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def report():
    variant = VariantRow(
        name="wrong/no-scale",
        side=Side.WRONG,
        says=HOSTILE,
        question="q1",
        claims=("q1_b",),
        ran=("q1_a", "q1_b"),
        failed=("q1_b",),
        lost=1.0,
    )
    return Report(
        assignment="demo",
        title=f"Demo {HOSTILE}",
        points=2,
        findings=(
            error(Kind.RIGHT_LOSES, "right/x", "loses [bold]points[/bold]", test="q1_a"),
            warning(Kind.STYLE, "style", HOSTILE, advice="Correct it."),
        ),
        tests=(row("q1_a"), row("q1_b")),
        variants=(variant,),
        trials=(
            trial("q1 aa", State.KILLED, ran=("q1_a",), failed=("q1_a",), lost=1.0, by_limit=True),
            trial("q1 bb", State.SURVIVED, ran=("q1_a", "q1_b")),
            trial("q1 cc", State.EQUIVALENT, reason="the same & more"),
        ),
        effort=Effort(seconds=30, fresh=4, seats=2, mutants=3, mutant_seconds=12.0),
        backend="docker",
        seed=1,
        made=datetime(2026, 9, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("changes", "line", "badge"),
    [
        ({}, "demo: ready for release; 0 errors", "Ready for release"),
        (
            {"only": ("q1",)},
            "demo, only q1: nothing found; not a whole check; 0 errors",
            "Only q1 was checked",
        ),
        (
            {"only": ("q1", "q2"), "mutated": False},
            "demo, only q1 and q2, without mutants: nothing found",
            "Only q1 and q2 were checked, without mutants",
        ),
        (
            {"mutated": False},
            "demo, without mutants: nothing found; not a whole check",
            "Mutants were left out",
        ),
    ],
)
def test_a_part_is_not_called_ready(report, tmp_path, changes, line, badge):
    part = dataclasses.replace(report, findings=(), **changes)
    assert line in printed(part, tmp_path)
    page = render_report(part)
    assert f"</span> {badge}</span></p>" in page
    assert ("not a whole check" in page) is bool(changes)
    assert as_json(part)["ready"] is (None if changes else True)


def test_errors_of_a_part(report, tmp_path):
    part = dataclasses.replace(report, only=("q1",))
    assert "demo, only q1: errors found; not a whole check" in printed(part, tmp_path)
    assert "Not ready" in render_report(part)
    assert as_json(part)["ready"] is False


def printed(report, tmp_path):
    out = StringIO()
    print_report(Console(file=out, width=200), report, tmp_path / "index.html")
    return out.getvalue()


def test_nothing_in_the_page_acts(report):
    page = render_report(report)
    assert "<script" not in page
    assert "alert(1)" in page
    assert "default-src &#39;none&#39;" in page


def test_the_page_shows_survivors_beside_their_question(report):
    page = render_report(report)
    survivor = page[page.index('id="survivors"') : page.index('id="matrix"')]
    assert '<span class="del">-x &lt; 1</span>' in survivor
    assert '<span class="ins">+x &lt;= 1</span>' in survivor
    assert "q1_b" in survivor
    assert survivor.count("<figure") == 1
    assert "the same &amp; more" in page
    assert "50.0 %" in page


def test_a_survivor_is_linked_from_its_finding(report):
    found = warning(Kind.SURVIVOR, "mutants q1", "keeps all points", advice="Write [q1 bb]")
    key = next(t.key for t in report.trials if t.state is State.SURVIVED)
    found = dataclasses.replace(found, advice=f"Sharpen a test, or give the reason: [{key}]")
    page = render_report(dataclasses.replace(report, findings=(found,)))
    assert f'<a href="#mutant-q1-{key}">Show the change</a>' in page
    assert f'<figure id="mutant-q1-{key}">' in page


def test_an_equivalent_mutant_is_no_survivor_among_the_programs(report):
    page = render_report(report)
    block = page[page.index('id="matrix"') : page.index('id="equivalent"')]
    assert block.count("<strong>equivalent</strong>") == 1


def test_commands_in_findings_are_code(report):
    found = error(Kind.CALIBRATION, "calibration", "type `autograder calibrate <X>`", test="q1_a")
    page = render_report(dataclasses.replace(report, findings=(found,)))
    assert "type <code>autograder calibrate &lt;X&gt;</code>" in page
    assert '<p class="message"></p>' not in page


def test_every_section_is_linked_from_the_top(report):
    for shown in (report, dataclasses.replace(report, trials=(), variants=())):
        page = render_report(shown)
        links = re.findall(r'<a href="#(\w+)">', page[: page.index("<main>")])
        assert links == re.findall(r'<h2 id="(\w+)">', page)


def test_long_names_are_folded_on_a_narrow_terminal(report, tmp_path):
    name = "question_about_the_gradient_of_a_loss_that_nobody_wrote_down_before_this_course"
    tests = (dataclasses.replace(report.tests[0], question=name),)
    out = StringIO()
    narrow = Console(file=out, width=80)
    print_report(narrow, dataclasses.replace(report, tests=tests, trials=()), tmp_path / "x")
    table = out.getvalue().partition("error ")[0]
    assert "…" not in table
    folded = "".join(line.split("│")[1].strip() for line in table.splitlines() if "│" in line)
    assert name in folded


def test_the_matrix_tells_caught_from_passed_from_not_run(report):
    page = render_report(report)
    block = page[page.index('id="matrix"') :]
    lines = {
        name: [word in line for word in ("takes points", ">passes<", "not run")]
        for name, line in (
            ("variant", block[block.index("wrong/no-scale") :].partition("</tr>")[0]),
            ("killed", block[block.index("q1:3 boundary") :].partition("</tr>")[0]),
        )
    }
    assert lines == {"variant": [True, True, False], "killed": [True, False, True]}


def test_the_page_is_private(report, tmp_path):
    path = write_page(report, tmp_path / "check")
    assert path.stat().st_mode & 0o077 == 0
    assert path.read_text(encoding="utf-8") == render_report(report)


def test_the_summary_on_a_terminal(report):
    console = Console(file=StringIO(), width=200)
    print_report(console, report, Path("index.html"))
    shown = console.file.getvalue()
    assert "error   q1_a: loses [bold]points[/bold] (right-loses: right/x)" in shown
    assert "not ready; 1 error, 1 warning, 0 right and 1 wrong variant" in shown
    assert "1 of 2 mutants killed (50.0 %)" in shown
    assert "15 mutants a minute" in shown


def test_only_errors_fail_a_check_unless_it_is_strict(report):
    warnings_only = dataclasses.replace(report, findings=report.warnings)
    raise_findings([warnings_only], strict=False)
    with pytest.raises(FindingsError, match=r"demo \(0 errors, 1 warning\)"):
        raise_findings([warnings_only], strict=True)
    with pytest.raises(FindingsError, match=r"demo \(1 error\)"):
        raise_findings([warnings_only, report], strict=False)


def test_json(report):
    found = json.loads(json.dumps(as_json(report)))
    assert (found["ready"], found["mutants"]["kill_rate"]) == (False, 0.5)
    assert found["findings"][0] == {
        "severity": "error",
        "kind": "right-loses",
        "subject": "right/x",
        "message": "loses [bold]points[/bold]",
        "question": "",
        "test": "q1_a",
        "advice": "",
    }
    assert [t["state"] for t in found["trials"]] == ["killed", "survived", "equivalent"]
    assert found["questions"][0] | {"seconds": 0} == {
        "question": "q1",
        "points": 2.0,
        "tests": 2,
        "seconds": 0,
        "mutants": 3,
        "killed": 1,
        "equivalent": 1,
        "by_limit": 1,
        "kill_rate": 0.5,
    }
