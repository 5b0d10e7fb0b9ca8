"""The documentation names everything that there is, its links lead somewhere, and the examples of
README and docs/authoring.md are carried out as they are written.

A console block below ``<!-- run -->`` is run line by line. Of its output it shows
some lines, in order; an ellipsis stands for anything. ``<!-- file: … -->`` and ``<!-- cell: … -->``
say what the reader does with the block of code below.
"""

from __future__ import annotations

import argparse
import doctest
import importlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

import autograder
from autograder import errors, testing
from autograder.assignment import Assignment
from autograder.command_line import make_parser
from autograder.course import Course
from autograder.errors import AutograderError
from autograder.results import Status, Verdict
from gpu_runner import main as runner_main
from gpu_runner.backends import choose_backend
from gpu_runner.errors import RunnerFailure

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CLI = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
AUTHORING = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
EXAMINATION = (ROOT / "docs" / "examination.md").read_text(encoding="utf-8")

PAGES = [
    *ROOT.glob("*.md"),
    *(ROOT / "docs").glob("*.md"),
    *(ROOT / "benchmarks").glob("*.md"),
]


def section(text: str, title: str) -> str:
    """What stands below the heading `title`, up to the next heading of its level or above."""
    found: list[str] = []
    level, fenced = 0, False
    for line in text.split("\n"):
        fenced ^= line.startswith("```")
        heading = None if fenced else re.match(r"(#+) (.*)", line)
        if heading and level and len(heading[1]) <= level:
            break
        if heading and heading[2] == title:
            level = len(heading[1])
        elif level:
            found.append(line)
    assert level, f"no section {title!r}"
    return "\n".join(found)


def commands_of(
    parser: argparse.ArgumentParser, name: str
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Full names of the commands below `parser`, with their parsers."""
    nested = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    for action in nested:
        for verb, child in action.choices.items():
            yield from commands_of(child, f"{name} {verb}")
    if not nested:
        yield name, parser


def commands(parser: argparse.ArgumentParser, name: str) -> Iterator[tuple[str, list[str]]]:
    """Full names of the commands below `parser`, with their options and choices."""
    for command, child in commands_of(parser, name):
        options = [
            *(option for a in child._actions for option in a.option_strings),
            *(str(choice) for a in child._actions for choice in a.choices or ()),
        ]
        yield command, [option for option in options if option not in ("-h", "--help")]


AUTOGRADER_COMMANDS = dict(commands(make_parser(), "autograder"))
RUNNER_COMMANDS = dict(commands(runner_main.parser(), "gpu-runner"))


class TestCommandLine:
    def test_the_parsers_were_read(self):
        assert "--from" in AUTOGRADER_COMMANDS["autograder assets"]
        assert "--cuda" in RUNNER_COMMANDS["gpu-runner image build"]

    @pytest.mark.parametrize("command", AUTOGRADER_COMMANDS)
    def test_command(self, command):
        text = section(CLI, command)
        for option in AUTOGRADER_COMMANDS[command]:
            described = section(CLI, "Command line") if option == "--course" else text
            assert option in described, option

    @pytest.mark.parametrize("command", RUNNER_COMMANDS)
    def test_command_of_the_runner(self, command):
        row = next(line for line in CLI.split("\n") if line.startswith(f"| `{command}` |"))
        for option in RUNNER_COMMANDS[command]:
            assert option in row, option

    def test_everything_has_help(self):
        for command, parser in commands_of(make_parser(), "autograder"):
            for action in parser._actions:
                assert action.help, f"{command}: {action.dest}"

    def test_arguments_are_called_as_in_the_documents(self):
        head = CLI[: CLI.index("gpu-runner")]
        for command, parser in commands_of(make_parser(), "autograder"):
            line = next(line for line in head.split("\n") if line.startswith(command))
            for action in parser._actions:
                if not action.option_strings and not action.choices and action.nargs != "*":
                    assert f" {action.metavar}" in line, f"{command}: {action.dest}"

    def test_no_command_is_invented(self):
        for page in PAGES:
            used = re.findall(r"`?autograder (\w+)", code_of(page.read_text(encoding="utf-8")))
            known = {command.split()[1] for command in AUTOGRADER_COMMANDS}
            assert set(used) <= known, page

    def test_exit_codes(self):
        kinds = [AutograderError, *AutograderError.__subclasses__()]
        wanted = {kind.exit_code: f"`{kind.__name__}`" for kind in kinds}
        assert len(wanted) == len(kinds), "two errors share a code"
        wanted |= {0: "", errors.INTERNAL_ERROR: "", errors.INTERRUPTED: ""}
        rows = re.findall(r"^\| (\d+) \| (.*?) ?\|", CLI, re.MULTILINE)
        assert {
            int(code): name for code, name in rows if name.startswith("`") or not name
        } == wanted

    def test_exit_codes_of_the_runner(self):
        codes = {value for name, value in vars(runner_main).items() if name.startswith("EXIT_")}
        rows = re.findall(r"^\| (\d+) \|", section(CLI, "gpu-runner"), re.MULTILINE)
        assert sorted(map(int, rows)) == sorted(codes)


class TestExamination:
    @pytest.mark.parametrize("value", [*Verdict, *Status])
    def test_verdict_and_status(self, value):
        assert f"| `{value}` |" in section(EXAMINATION, "Verdicts")

    @pytest.mark.parametrize("name", testing.__all__)
    def test_helper(self, name):
        text = section(EXAMINATION, "autograder.testing")
        table, _, example = text.partition("```python")
        assert re.search(rf"^\| `{name}\(", table, re.MULTILINE), "not in the table"
        body = re.sub(r"^from autograder.testing import \(.*?^\)$", "", example, flags=re.M | re.S)
        assert re.search(rf"(?<!\w){name}\b", body), "not in the example"

    def test_every_public_function_is_exported(self):
        public = {
            name
            for name, value in vars(testing).items()
            if getattr(value, "__module__", "") == testing.__name__ and not name.startswith("_")
        }
        assert public - {"Function"} == set(testing.__all__)

    def test_the_example_parses(self):
        for source in blocks(EXAMINATION, "python"):
            compile(source, "docs/examination.md", "exec")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def code_of(text: str) -> str:
    """Code blocks and inline code."""
    fenced = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = "\n".join(fenced).split("\n")
    called = [line for line in lines if re.match(r"(\$ )?autograder ", line)]
    return "\n".join([*called, *re.findall(r"`(autograder [^`]+)`", text)])


def anchors(page: Path) -> set[str]:
    """Anchors of headings, made the way GitHub does."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    titles = re.findall(r"^#+ (.*)", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        linked = (page.parent / name).resolve() if name else page
        assert linked.exists(), target
        assert not anchor or anchor in anchors(linked), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_tables_are_rectangular(page):
    """A vertical bar inside code ends a cell unless a backslash stands before it."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        rows = table.replace("\\|", "").splitlines()
        assert {row.count("|") for row in rows} == {rows[0].count("|")}, table


def test_every_page_is_in_the_index():
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    for page in (ROOT / "docs").glob("*.md"):
        assert page.name == "README.md" or f"({page.name})" in index, page.name


def test_what_contributors_are_sent_to_is_there():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").replace("<verb>", "check")
    for path in re.findall(r"`((?:autograder|gpu_runner|tests)/[\w/]+\.py)`", text):
        assert (ROOT / path).is_file(), path
    named = re.findall(r"`([\w-]+)` (?:of|in)\s+`([a-z_]+/[\w/]+\.py)`", text)
    named += re.findall(r"`([\w-]+)` and `[\w-]+` of\s+`([a-z_]+/[\w/]+\.py)`", text)
    assert len(named) >= 6
    missing = [pair for pair in named if pair[0] not in (ROOT / pair[1]).read_text("utf-8")]
    assert missing == []


def test_the_change_log_begins_with_this_version():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## ([\d.]+)", text, re.MULTILINE)
    assert newest is not None
    assert newest.group(1) == autograder.__version__


def steps(page: str) -> list[tuple[str, str, str]]:
    """What a reader of a page is to do: kind of the block, its argument, its text."""
    block = r"^<!-- (run|file|cell|excerpt)(?:: (.*?))? -->\n```\w+\n(.*?)^```$"
    return re.findall(block, page, re.MULTILINE | re.DOTALL)


class Reader:
    """Somebody who does what a page says, in a folder of their own.

    `options` are added to the commands that need a sandbox.
    """

    def __init__(self, folder: Path, options: str) -> None:
        self.folder = folder
        self.options = options
        scripts = str(Path(sys.executable).parent)
        # Wide enough that no table is folded; colours would be in the way.
        self.env = {
            **os.environ,
            "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
            "COLUMNS": "120",
            "NO_COLOR": "1",
            "TERM": "dumb",
        }

    def follow(self, page: str) -> None:
        for kind, argument, text in steps(page):
            getattr(self, kind)(argument, text)

    def run(self, _: str, text: str) -> None:
        for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            self.command(command, shown)

    def command(self, command: str, shown: str) -> None:
        if command.startswith("cd "):
            self.folder = self.folder / command.removeprefix("cd ")
            assert self.folder.is_dir()
            return
        if command.startswith(("autograder grade", "autograder check")):
            command += self.options
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", command],
            cwd=self.folder,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        expected = re.search(r"^autograder: ", shown, re.MULTILINE) is not None
        assert (done.returncode != 0) == expected, f"{command}\n{done.stdout}"
        assert re.search(pattern(shown), done.stdout), f"{command}\n{done.stdout}\nNOT AS\n{shown}"

    def file(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def excerpt(self, name: str, text: str) -> None:
        notebook = nbformat.read(self.folder / name, as_version=4)
        assert any(text.rstrip() in cell.source for cell in notebook.cells)

    def cell(self, what: str, text: str) -> None:
        """Add a cell above the discussion, as nbgrader's panel in JupyterLab would, or edit it."""
        grade_id, kind, *points = what.split()
        meta = {
            "schema_version": 3,
            "grade_id": grade_id,
            "grade": kind == "test",
            "solution": kind == "answer",
            "locked": kind == "test",
            "task": False,
            **({"points": float(points[0])} if points else {}),
        }
        path = self.folder / "source" / "softmax" / "softmax.ipynb"
        notebook = nbformat.read(path, as_version=4)
        cell = nbformat.v4.new_code_cell(text.rstrip(), metadata={"nbgrader": meta}, id=grade_id)
        ids = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells]
        if grade_id in ids:
            notebook.cells[ids.index(grade_id)] = cell
        else:
            notebook.cells.insert(ids.index("d1-text"), cell)
        nbformat.write(notebook, path)


def pattern(shown: str) -> str:
    """A regular expression for output of which `shown` is a shortened copy."""
    found = ""
    for line in shown.rstrip("\n").split("\n"):
        if line.strip() == "…":
            found += r"(?:.*\n)*?"
            continue
        text = re.escape(line.rstrip()).replace("…", ".*")
        # Times differ from run to run.
        found += re.sub(r"\d+\\\.\d(?=\\ s\b)", r"\\d+\\.\\d", text) + r" *(?:\n|$)"
    return rf"(?:^|\n){found}" if shown.strip() else ""


def require_docker() -> str:
    """Skip without a Docker engine and the image; fail where they must be there."""
    try:
        choose_backend("docker")
    except RunnerFailure as problem:
        if os.environ.get("AUTOGRADER_REQUIRE_DOCKER") == "1":
            pytest.fail(f"Docker is required here: {problem}")
        pytest.skip(f"no Docker: {problem.message}")
    return ""


@pytest.mark.parametrize("runner", ["process", pytest.param("docker", marks=pytest.mark.docker)])
def test_the_first_assignment_of_the_readme(tmp_path, runner):
    """With the process runner `grade` gets two options more than a reader types."""
    process = " --runner process --trust-submissions"
    reader = Reader(tmp_path, process if runner == "process" else require_docker())
    kinds = [kind for kind, _, _ in steps(README)]
    assert kinds.count("run") >= 6
    assert README.count("```console") == kinds.count("run"), "a block without its mark"
    reader.follow(README)
    course = Course.load(reader.folder)
    assert isinstance(course.assignment("softmax"), Assignment)


def test_the_survivors_of_the_authoring_page(tmp_path):
    """Slow for a test of a page, and the promise that its advice does what it says."""
    reader = Reader(tmp_path, " --runner process --trust-submissions")
    reader.follow(AUTHORING)
    kinds = [kind for kind, _, _ in steps(AUTHORING)]
    assert (kinds.count("run"), kinds.count("cell"), kinds.count("file")) == (4, 4, 2)


class TestThePattern:
    """The comparison of outputs notices differences."""

    def test_shortened(self):
        assert re.search(pattern("a\n…\nc 1.2 s\n"), "a\nb\nb\nc 4.5 s\n")
        assert re.search(pattern("…/x/y\n"), "first\n/tmp/z/x/y\n")

    @pytest.mark.parametrize("shown", ["a\nc\n", "a\n…\nd\n", "b b\n", "c 4 points\n"])
    def test_different(self, shown):
        assert not re.search(pattern(shown), "a\nb\nc 3 points\n")


def test_the_json_example_has_the_fields_of_the_output():
    example = json.loads(blocks(CLI, "json")[0])
    table = section(CLI, "JSON")
    for field in [*example, *example["submissions"][0], *example["submissions"][0]["tests"][0]]:
        assert re.search(rf"[`.]{field}[`\[]", table), field


WITH_EXAMPLES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for package in ("autograder", "gpu_runner")
    for path in (ROOT / package).rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8") and "templates" not in path.parts
)


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_examples_in_docstrings_are_true(name):
    found = doctest.testmod(importlib.import_module(name))
    assert found.attempted
    assert found.failed == 0
