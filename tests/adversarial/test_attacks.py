"""Every known way to cheat or to break a grader, against the real `autograder grade`.

Per runner and assignment all attacks are handed in together, with honest submissions between
them, and graded in one batch, two at a time. What has to come of each stands in its own file.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.main import main
from autograder.reports.site import page_name
from tests.adversarial.attack import Attack, attacks
from tests.adversarial.course import EXERCISES, NUMBERS, RELEASED, SECRETS, Exercise, make_course
from tests.adversarial.listener import Listener
from tests.adversarial.table import NOT_APPLICABLE, PAGE, page
from tests.autograder.grading.conftest import require

pytestmark = pytest.mark.timeout(1800)

AT_THE_WALLS = ("12_os_exit", "20_forged_answers", "48_deaf_kernel")
"""Attacks on more than the score that every runner has to withstand."""
HONEST = ("00_honest", "33_honest", "50_honest", "zz_honest")
OWN_META = re.compile(r'^<meta http-equiv="(Content-Security-Policy|x-dns-prefetch-control)"')
ACTIVE = re.compile(
    r"<(script|iframe|form|object|embed|meta http|base)|\son\w+\s*=|javascript:", re.I
)


@dataclass
class Graded:
    """One batch: what `grade` printed, what it left, and what the host saw meanwhile."""

    root: Path
    exercise: Exercise
    runner: str
    submissions: dict[str, dict[str, Any]] = field(default_factory=dict)
    alone: dict[str, Any] = field(default_factory=dict)
    alone_outputs: list[Any] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    connections: list[str] = field(default_factory=list)

    def page(self, student: str) -> str:
        path = self.root / ".autograder" / "reports" / self.exercise.name / "feedback"
        return (path / page_name(student)).read_text("utf-8")

    def run_folder(self, student: str) -> Path:
        folders = self.root / ".autograder" / "runs" / self.exercise.name / student
        return max(folders.iterdir())

    def own_cells(self, student: str) -> list[Any]:
        """Sources and outputs of what ran beside the student's code, of the last run."""
        path = self.run_folder(student) / f"{self.exercise.name}.ipynb"
        if not path.is_file():
            return []
        cells = nbformat.read(path, as_version=4).cells
        return [cell for cell in cells if cell.metadata.autograder.role != "test"]

    def outputs(self, student: str) -> str:
        return json.dumps([cell.get("outputs", []) for cell in self.own_cells(student)])

    def assertions(self, student: str) -> list[str]:
        """What the student's own code found to be otherwise than it should."""
        outputs = [output for cell in self.own_cells(student) for output in cell.get("outputs", [])]
        return [item.evalue for item in outputs if item.get("ename") == "AssertionError"]

    def grade(self, *arguments: str) -> dict[str, dict[str, Any]]:
        """`autograder grade`; the submissions by student."""
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            code = main(
                [
                    *("grade", self.exercise.name, "--course", str(self.root)),
                    *("--submissions", str(self.root / "handed-in"), "--format", "json"),
                    *("--runner", self.runner, "--trust-submissions", *arguments),
                ]
            )
        assert code == 0, f"exit code {code}"
        return {item["student"]: item for item in json.loads(printed.getvalue())["submissions"]}


def _files(root: Path) -> dict[str, str]:
    """Hash by path of what a submission must not change."""
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.is_symlink() and ".autograder" not in path.parts
    }


def _running() -> set[str]:
    """Processes of this machine that a submission may have left: its kernels and its sleeper."""
    found = set()
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            words = (folder / "cmdline").read_bytes().split(b"\0")
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            if b"86399.125" in words or int(parent) == os.getpid():
                found.add(f"{folder.name} {b' '.join(words)[:80]!r}")
    return found


def _containers() -> list[str]:
    import docker

    from gpu_runner.container import OWNER_LABEL, session_owner
    from gpu_runner.slotdir import owner_mark

    client = docker.from_env()
    try:
        label = f"{OWNER_LABEL}={session_owner(owner_mark(os.getpid()))}"
        return [item.name for item in client.containers.list(all=True, filters={"label": label})]
    finally:
        client.close()


def _grade(root: Path, exercise: Exercise, runner: str) -> Graded:
    graded = Graded(root, exercise, runner)
    folder = root / "handed-in"
    with contextlib.redirect_stdout(io.StringIO()):
        make_course(root, exercise)
    release = nbformat.read(
        root / "release" / exercise.name / f"{exercise.name}.ipynb", as_version=4
    )
    honest = Attack("honest", {"class": "0"}, {"first": "print('honest')"})
    listener = Listener()
    try:
        for student in HONEST:
            named = Attack(student, honest.header, honest.cells)
            named.upload(folder, release, exercise.honest)
        graded.alone = graded.grade("--student", HONEST[0])[HONEST[0]]
        graded.alone_outputs = graded.own_cells(HONEST[0])
        for attack in suitable(exercise.name, runner):
            attack.with_host(listener.port, listener.name).upload(folder, release, exercise.honest)
        (folder / "other.ipynb").write_bytes(_other(release, exercise))
        before, running = _files(root), _running()
        graded.submissions = graded.grade("--jobs", "2" if exercise is NUMBERS else "1")
        after = _files(root)
        graded.changed = sorted(
            path for path in before.keys() | after.keys() if before.get(path) != after.get(path)
        )
        graded.left = sorted(_running() - running)
        graded.left += _containers() if runner == "docker" else []
        graded.connections = listener.reached
    finally:
        listener.close()
    return graded


def _other(release: Any, exercise: Exercise) -> bytes:
    """Another student's work."""
    notebook = nbformat.from_dict(release)
    for cell in notebook.cells:
        cell.source = exercise.honest.get(cell.metadata.nbgrader.grade_id, cell.source)
    notebook.cells[1].source += f"\n# {SECRETS['other student']}"
    return nbformat.writes(notebook).encode()


def suitable(exercise: str, runner: str) -> list[Attack]:
    return [
        attack
        for attack in attacks()
        if attack.exercise == exercise and attack.suits(runner) and _is_due(attack, runner)
    ]


def _is_due(attack: Attack, runner: str) -> bool:
    """All in Docker; in the local sandbox, unless all are asked for, what tries its walls.

    How a verdict is made is the same code in both, and the batch costs minutes.
    """
    return (
        runner != "bubblewrap"
        or os.environ.get("AUTOGRADER_ALL_ATTACKS") == "1"
        or attack.header.get("runner") == "sandbox"
        or attack.name in AT_THE_WALLS
    )


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Graded]:
    """`batch(exercise, runner)`: graded once, for all tests that look at it."""
    done: dict[tuple[str, str], Graded | Exception] = {}

    def graded(exercise: str, runner: str) -> Graded:
        if runner != "process":
            require(runner)
        key = (exercise, runner)
        if key not in done:
            root = tmp_path_factory.mktemp(f"{exercise}-{runner}") / "course"
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("AUTOGRADER_API_TOKEN", SECRETS["environment"])
                try:
                    done[key] = _grade(root, EXERCISES[exercise], runner)
                except (AssertionError, OSError) as problem:
                    done[key] = problem  # not once more for every attack
        found = done[key]
        if isinstance(found, Exception):
            pytest.fail(f"the batch failed: {found}")
        return found

    return graded


def _marks(exercise: str, runner: str) -> list[Any]:
    marks = [pytest.mark.docker] if runner == "docker" else []
    return marks + ([pytest.mark.slow] if exercise == "networks" else [])


BATCHES = [
    ("numbers", "process"),
    ("numbers", "docker"),
    ("networks", "docker"),
    ("numbers", "bubblewrap"),
]
CASES = [
    pytest.param(
        attack, exercise, runner, id=f"{runner}-{attack.name}", marks=_marks(exercise, runner)
    )
    for exercise, runner in BATCHES
    for attack in suitable(exercise, runner)
]
EACH_BATCH = pytest.mark.parametrize(
    ("exercise", "runner"),
    [pytest.param(*case, id="-".join(case), marks=_marks(*case)) for case in BATCHES],
)


@pytest.mark.parametrize(("attack", "exercise", "runner"), CASES)
def test_attack(
    attack: Attack, exercise: str, runner: str, batch: Callable[[str, str], Graded]
) -> None:
    graded = batch(exercise, runner)
    found = graded.submissions[attack.student]
    if attack.header.get("status") == "invalid":
        assert (found["status"], found["score"]) == ("invalid", 0.0)
        assert found["error"]
    else:
        assert found["status"] in ("graded", "needs_review"), found["error"]
        _check_verdicts(attack.verdicts, found, graded.exercise)
        for test in (test for test in found["tests"] if test["id"] in attack.below):
            assert test["points"] < graded.exercise.points[test["id"]]
        # An attack says by an assertion that a wall gave way.
        assert not graded.assertions(attack.student)
        if "essay" in attack.cells:
            essay = next(test for test in found["tests"] if test["id"] == "essay")
            assert (essay["verdict"], essay["points"]) == ("pending", None), "a person decides"
    if flag := attack.header.get("flag"):
        assert any(flag in text for text in found["flags"]), found["flags"]
    if seen := attack.header.get("sees"):
        assert seen in graded.outputs(attack.student), "the search does not work"
    _check_secrets(graded, attack.student)


def _check_verdicts(wanted: dict[str, set[str]], found: Any, exercise: Exercise) -> None:
    tests = {test["id"]: test for test in found["tests"] if test["id"] in exercise.points}
    assert tests.keys() == exercise.points.keys()
    verdicts = {name: test["verdict"] for name, test in tests.items()}
    wrong = {
        name: verdict
        for name, verdict in verdicts.items()
        if verdict not in wanted.get(name, {"passed"})
    }
    assert not wrong, f"expected {wanted}"
    for name, test in tests.items():
        if verdicts[name] != "passed":
            assert test["points"] == 0.0
        elif name not in wanted:
            assert test["points"] == exercise.points[name]


def _check_secrets(graded: Graded, student: str) -> None:
    """No canary in what the student's code printed, and none of the hidden part on the page."""
    page = graded.page(student)
    shown = {name for name, text in SECRETS.items() if text in page}
    assert not shown, f"on the student's page: {shown}"
    assert "BEGIN HIDDEN" not in page
    if graded.submissions[student]["status"] != "invalid":
        record = (graded.run_folder(student) / "record.jsonl").read_text("utf-8")
        events = [line for line in record.splitlines() if '"event": "cell"' in line]
        learnt = graded.outputs(student) + "".join(events)
        found = {name for name, text in SECRETS.items() if text in learnt}
        # In one process with the grader's files, only verdicts are safe; see docs/sandbox.md.
        assert not found, f"within reach of the student's code: {found}"


@EACH_BATCH
def test_honest_submissions_are_graded_as_if_alone(
    exercise: str, runner: str, batch: Callable[[str, str], Graded]
) -> None:
    graded = batch(exercise, runner)

    def facts(found: dict[str, Any]) -> Any:
        tests = [{k: v for k, v in test.items() if k != "seconds"} for test in found["tests"]]
        return found["score"], found["status"], found["flags"], found["error"], tests

    assert graded.alone["score"] == sum(graded.exercise.points.values())
    for student in HONEST:
        assert facts(graded.submissions[student]) == facts(graded.alone)
        assert _shown(graded.own_cells(student)) == _shown(graded.alone_outputs)


def _shown(cells: list[Any]) -> Any:
    return [(cell.source, cell.get("outputs", [])) for cell in cells]


@EACH_BATCH
def test_the_host_is_as_before(
    exercise: str, runner: str, batch: Callable[[str, str], Graded]
) -> None:
    graded = batch(exercise, runner)
    assert graded.changed == []
    assert graded.left == []
    assert graded.connections == []
    for marker in ("unpickled-marker", "persisted-marker"):
        if runner != "process":
            assert not Path("/tmp", marker).exists()


@EACH_BATCH
def test_nobody_else_came_out_of_the_batch(
    exercise: str, runner: str, batch: Callable[[str, str], Graded]
) -> None:
    """Files beside the attacks' own: links are no submissions, and the rest is graded honestly."""
    graded = batch(exercise, runner)
    known = {attack.student for attack in suitable(exercise, runner)}
    others = graded.submissions.keys() - known - set(HONEST) - {"other"}
    assert "linked" not in others
    full = sum(graded.exercise.points.values())
    assert {graded.submissions[name]["score"] for name in others} <= {full}


@EACH_BATCH
def test_pages_and_tables_are_inert(
    exercise: str, runner: str, batch: Callable[[str, str], Graded], tmp_path: Path
) -> None:
    graded = batch(exercise, runner)
    reports = graded.root / ".autograder" / "reports" / exercise
    pages = sorted(reports.rglob("*.html"))
    assert len(pages) == len(graded.submissions) + 1
    for path in pages:
        text = path.read_text("utf-8")
        assert "Content-Security-Policy" in text
        # Attributes and elements only: quoted text is harmless.
        tags = re.findall(r"<[a-zA-Z][^<>]*>", text)
        active = [tag for tag in tags if ACTIVE.search(tag) and not OWN_META.search(tag)]
        assert not active, f"{path.name}: {active[:3]}"
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    table = tmp_path / "scores.csv"
    arguments = ("report", exercise, "--course", str(graded.root), "--format", "csv")
    assert main([*arguments, "--output", str(table)]) == 0
    cells = [cell for line in table.read_text("utf-8").splitlines() for cell in line.split(",")]
    assert not [cell for cell in cells if cell.lstrip('"')[:1] in tuple("=+@")]


@EACH_BATCH
def test_no_input_of_a_hidden_test_is_in_a_message(
    exercise: str, runner: str, batch: Callable[[str, str], Graded]
) -> None:
    """Class 53: what the student's code raises in a hidden test is not told to the student."""
    graded = batch(exercise, runner)
    if "53_feedback_oracle" in graded.submissions:
        page = graded.page("53_feedback_oracle")
        # The answers themselves are on the page: the text of a raised exception is not.
        source = "".join(cell.source for cell in graded.own_cells("53_feedback_oracle"))
        assert page.count("oracle-marker") <= source.count("oracle-marker")
        assert not re.search(
            r"\d+(\.\d+)? ?(s|ms|seconds|MB)\b", re.sub(r"<style.*?</style>", "", page, flags=re.S)
        )


def test_all_seventy_classes_are_accounted_for() -> None:
    covered = {number for attack in attacks() for number in attack.classes}
    assert covered.isdisjoint(NOT_APPLICABLE)
    assert covered | NOT_APPLICABLE.keys() == set(range(1, 71))


def test_the_page_is_current() -> None:
    assert PAGE.read_text("utf-8") == page(), "type `python -m tests.adversarial.table`"


def test_the_searches_are_searches() -> None:
    """The prefix that attacks assemble is that of the canaries, and the released one is none."""
    assert all(text.startswith("canary" + "-") for text in (*SECRETS.values(), RELEASED))
    assert RELEASED not in SECRETS.values()
    assert not [a.name for a in attacks() if any(s in str(a.cells) for s in SECRETS.values())]
