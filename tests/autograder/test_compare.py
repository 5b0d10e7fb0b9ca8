"""Submissions that are alike, found among students who worked alone."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.percent import read_percent
from autograder.similarity import pairs
from autograder.similarity.pairs import Pair, alike
from autograder.similarity.works import Work, sources, work_of
from tests.autograder.grading.conftest import ANSWER, Demo, cell, make_demo

ROOT = Path(__file__).parents[2]
ABOVE = 0.4
NOTHING = Work("", "", "")


def bundled(assignment: str) -> list[Work]:
    """What the bundled submissions of the course have in their answer cells."""
    folder = ROOT / "source" / assignment / "submissions"
    return [
        Work(path.stem, "\n\n".join(read_percent(path).answers.values()), "")
        for path in sorted(folder.glob("*.py"))
    ]


def released(assignment: str) -> Work:
    notebook = json.loads((ROOT / f"release/{assignment}/{assignment}.ipynb").read_bytes())
    return work_of("", [notebook], ())


def disguised(code: str) -> str:
    """The code with every second name changed, other comments, and its parts reversed."""
    words = sorted(set(re.findall(r"\b[a-z_]{3,}\b", code)) - KEPT)
    renamed = {word: f"my_{number}" for number, word in enumerate(words[::2])}
    code = re.sub(r"\b[a-z_]{3,}\b", lambda m: renamed.get(m[0], m[0]), code)
    code = re.sub(r"#.*", "", code).replace("    ", "  ")
    return "\n# my own work\n".join(reversed(code.split("\n\n")))


KEPT = {"def", "class", "return", "for", "from", "import", "not", "lambda", "while", "with", "else"}
KEPT |= {"and", "elif", "try", "except", "raise", "assert", "yield", "pass", "break", "continue"}


@pytest.mark.parametrize("assignment", ["attention", "nlp-review", "functional-api", "transformer"])
def test_a_disguised_copy_is_found_and_nobody_else(assignment: str) -> None:
    works = bundled(assignment)
    given = released(assignment)
    assert alike(works, given, above=ABOVE).pairs == [], "they were written one by one"
    longest = max(works, key=lambda work: len(work.code))
    found = alike([*works, Work("zoe", disguised(longest.code), "")], given, above=ABOVE).pairs
    assert [(pair.first, pair.second) for pair in found] == [(longest.student, "zoe")]
    assert found[0].code is not None
    assert found[0].text is None


RELATED = {"final-project": [("other_route", "shared_base")]}
"""One was made from the other."""
MADE_FROM_ONE = {
    "final-project": [("crashes", "forgot_compile", "gave_up_after_question_4", "leaky_split")]
}
"""What is right in these submissions is of one text."""


@pytest.mark.parametrize(
    "assignment", sorted(path.parent.name for path in ROOT.glob("source/*/submissions"))
)
def test_of_the_bundled_submissions_only_the_related_are_named(assignment: str) -> None:
    found = alike(bundled(assignment), released(assignment), above=ABOVE)
    assert [(pair.first, pair.second) for pair in found.pairs] == RELATED.get(assignment, [])
    assert [group.students for group in found.groups] == MADE_FROM_ONE.get(assignment, [])


def test_every_process_finds_the_same() -> None:
    """Python's own hashes of texts are other ones in each process."""
    program = (
        "from tests.autograder.test_compare import alike, bundled, released\n"
        "for name in ('vae', 'final-project'):\n"
        "    print(alike(bundled(name), released(name), above=0.1))\n"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(printed) == 1
    assert "transcribed-a-blog-post" in printed.pop()


def test_hashes_are_of_each_run_of_characters() -> None:
    text = "".join(random.Random(1).choices("aé😀", k=500))
    hashes = pairs._hashes(text)
    assert len(hashes) == len(text) - pairs.LENGTH + 1
    assert len(set(hashes.tolist())) == len(hashes)
    assert np.array_equal(pairs._hashes(text[100:]), hashes[100:])
    assert np.array_equal(pairs._hashes(text[: pairs.LENGTH]), hashes[:1])
    assert pairs._hashes(text[: pairs.LENGTH - 1]).size == 0
    assert pairs._hashes("\ud800" * pairs.LENGTH).size == 1


def essay(seed: int) -> str:
    words = (ROOT / "LICENSE").read_text("utf-8").split()
    return " ".join(random.Random(seed).choices(words, k=120))


def test_an_essay_that_was_copied_is_found_whatever_its_marks_and_layout() -> None:
    copied = essay(3).upper().replace(" ", ",\n")
    works = [Work("ada", "", essay(3)), Work("ben", "", essay(2)), Work("eve", "", copied)]
    (pair,) = alike(works, NOTHING, above=ABOVE).pairs
    assert (pair.first, pair.second, pair.share) == ("ada", "eve", 1.0)


def test_what_the_release_gives_is_nobodys() -> None:
    code = bundled("attention")[1].code
    works = [Work("ada", code, ""), Work("ben", code, "")]
    assert len(alike(works, NOTHING, above=ABOVE).pairs) == 1
    assert alike(works, Work("", code, ""), above=ABOVE).pairs == []


def test_what_many_have_is_no_sign() -> None:
    code = bundled("attention")[1].code
    works = [Work(f"student {number}", code, "") for number in range(pairs.COMMON_AT_LEAST + 1)]
    found = alike(works, NOTHING, above=ABOVE)
    assert found.pairs == []
    # But all of it is: that an answer went round may not be hidden by their number.
    assert found.groups == [pairs.Group(tuple(work.student for work in works), is_code=True)]
    found = alike(works[1:], NOTHING, above=ABOVE)
    assert (len(found.pairs), found.groups) == (3, [])


def test_a_group_is_larger_than_a_fifth_and_alike_as_a_whole() -> None:
    works = bundled("attention")
    ring = [Work(f"ring {n}", disguised(works[0].code), essay(7)) for n in range(5)]
    # A third of it is no sign: that much may follow from the question.
    third = [Work(f"third {n}", works[0].code[: len(works[0].code) // 3], "") for n in range(5)]
    found = alike([*works, *ring, *third], NOTHING, above=ABOVE)
    names = tuple(work.student for work in ring)
    assert pairs.Group(names, is_code=True) in found.groups
    assert pairs.Group(names, is_code=False) in found.groups
    assert [group.students for group in found.groups if group.is_code] == [
        names,
        tuple(work.student for work in third),
    ]
    assert alike([*works, *ring], Work("", ring[0].code, essay(7)), above=ABOVE).groups == []


def test_the_cells_of_the_instructor_are_not_the_students() -> None:
    def made(source: str, role: str, kind: str = "code") -> dict[str, Any]:
        return {"cell_type": kind, "source": source, "metadata": {"autograder": {"role": role}}}

    release = {"cells": [made("import numpy", "readonly"), made("def f(): ...", "answer")]}
    handed_in = {
        "cells": [
            made("import numpy", "readonly"),
            made("assert f() == 1", "test"),
            made("def f():\n    return 1", "answer"),
            made("print(f())", "plain"),
            made("Because.", "manual", "markdown"),
            made("def f(): ...", "plain"),
        ]
    }
    work = work_of("ada", [handed_in], sources([release]))
    assert work == Work("ada", "def f():\n    return 1\n\nprint(f())", "Because.")


LONG = """def double(x):
    total = 0
    for item in np.atleast_1d(np.asarray(x)).ravel().tolist():
        total = total + item
        if total > 10 ** 6:
            raise ValueError(f"{total} is too much for this")
    shaped = np.asarray(x) * 2
    checked = [value / 2 for value in np.atleast_1d(shaped).ravel().tolist()]
    assert abs(sum(checked) - total) < 1e-6 * max(1.0, abs(total))
    print(total, checked[:3], sorted(checked)[-1:], "<script>alert(1)</script>")
    return shaped if np.ndim(x) else shaped.item()
"""


@pytest.fixture
def course(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Demo:
    test = "# Right (2 points)\nassert double(3) == 6"
    cells = [
        cell("import numpy as np", "setup", locked=True),
        cell(ANSWER, "q1", solution=True),
        cell(test, "q1_test", grade=True, locked=True, points=2),
    ]
    demo = make_demo(tmp_path / "course", cells)
    demo.submit("ada", {"q1": LONG})
    demo.submit("eve", {"q1": LONG.replace("total", "s").replace("checked", "halves")})
    demo.submit("ben", {"q1": "def double(x):\n    return 2 * x"})
    capsys.readouterr()
    return demo


def test_the_command_names_the_pair(course: Demo, capsys: pytest.CaptureFixture[str]) -> None:
    assert course.grade() == 0
    capsys.readouterr()
    assert course.command("compare", "demo") == 0
    printed = capsys.readouterr().out
    assert re.search(r"ada, eve .* 100 %", printed)
    assert "ben" not in printed
    assert "1 pair of 3 submissions" in printed
    page = (course.root / ".autograder" / "reports" / "demo" / "alike.html").read_text("utf-8")
    assert page.count("<mark>") >= 2
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    own = str(course.root / "own.html")
    assert course.command("compare", "demo", "--output", own) == 0
    capsys.readouterr()
    more = ("--format", "json", "--above", "99.5%", "--output", own)
    assert course.command("compare", "demo", *more) == 0, "it may be written again"
    found = json.loads(capsys.readouterr().out)
    assert found["compared"] == 3
    assert [pair["students"] for pair in found["pairs"]] == [["ada", "eve"]]


def test_who_could_not_be_read_is_not_compared(
    course: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    course.write("hal", b"no notebook")
    assert course.grade() == 0
    (executed,) = (course.root / ".autograder" / "runs" / "demo" / "ada").rglob("*.ipynb")
    executed.unlink()
    capsys.readouterr()
    assert course.command("compare", "demo") == 0
    printed = capsys.readouterr().out
    assert "0 pairs of 2 submissions" in printed
    assert "warning ada: demo: the executed notebook is not readable; not compared" in printed
    assert "warning hal: it was not examined; not compared" in printed
    page = (course.root / ".autograder" / "reports" / "demo" / "alike.html").read_text("utf-8")
    assert "2 submissions compared" in page
    assert "<li>ada: demo: the executed notebook is not readable</li>" in page
    assert course.command("compare", "demo", "--format", "json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["compared"] == 2
    assert found["not_compared"] == [
        {"student": "ada", "why": "demo: the executed notebook is not readable"},
        {"student": "hal", "why": "it was not examined"},
    ]


def test_what_is_missing_is_said(course: Demo, capsys: pytest.CaptureFixture[str]) -> None:
    assert course.command("compare", "demo") == 2, "nothing was graded yet"
    assert course.command("compare", "gone") == 2
    assert course.command("compare", "no such") == 2
    shutil.copytree(course.root / "source" / "demo", course.root / "source" / "home work")
    assert course.command("compare", "home work") == 2
    assert "autograder build 'home work'" in capsys.readouterr().err
    sheet = course.root / "sheet.csv"
    sheet.write_text("student,points\nada,3\n")
    capsys.readouterr()
    assert course.command("compare", "demo", "--output", str(sheet)) == 2
    assert "is no file that this command writes" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        course.command("compare", "demo", "--above", "101")
    assert "no number from 0 to 100" in capsys.readouterr().err


def test_pairs_are_ordered_by_their_larger_share() -> None:
    def passages(share: float) -> pairs.Passages:
        return pairs.Passages(share, 30, pairs.Markup(""), pairs.Markup(""))

    assert Pair("a", "b", passages(0.5), passages(0.9)).share == 0.9
    assert Pair("a", "b", passages(0.5), None).share == 0.5
