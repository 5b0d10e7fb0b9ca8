"""What can be typed after `autograder`: commands, their arguments, and their one-line help."""

from __future__ import annotations

import argparse
from pathlib import Path

from autograder import __version__
from autograder.arguments import Instead, natural, percentage, points, positive


def make_parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="autograder",
        description="Author, build, grade and report notebook assignments.",
        epilog="docs/cli.md explains every command and exit code.",
    )
    parser.add_argument("--version", action="version", version=f"autograder {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for add in (
        _add_init,
        _add_build,
        _add_check,
        _add_calibrate,
        _add_collect,
        _add_grade,
        _add_mark,
        _add_extend,
        _add_students,
        _add_report,
        _add_fill,
        _add_compare,
        _add_assets,
        _add_doctor,
    ):
        add(commands)
    return parser


_Commands = argparse._SubParsersAction


def _command(
    commands: _Commands[argparse.ArgumentParser], name: str, help_: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=help_, description=help_)
    if name != "init":
        parser.add_argument(
            "--course",
            type=Path,
            metavar="DIR",
            help="a folder of the course (default: the working directory)",
        )
    return parser


def _add_init(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "init", "Make a new course with one complete assignment.")
    parser.add_argument(
        "folder", type=Path, metavar="DIR", help="where; nothing in it is overwritten"
    )


def _add_build(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "build", "Make releases and solutions from the sources.")
    parser.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", help="default: all")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail if anything is not up to date"
    )
    parser.add_argument("--jobs", type=positive, metavar="N", help="threads (default: all cores)")


def _add_check(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands, "check", "Prove before a release that the tests are worth their points."
    )
    parser.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", help="names")
    parser.add_argument("--all", action="store_true", help="all assignments of the course")
    parser.add_argument(
        "--matrix",
        action="store_true",
        help="run every test against every mutant (default: up to the first that catches it)",
    )
    parser.add_argument(
        "--nbgrader", action="store_true", help="compare with nbgrader autograde, too"
    )
    parser.add_argument(
        "--question",
        action="append",
        metavar="ID",
        help="only this question, e.g. q2 (repeatable); nothing that concerns the whole",
    )
    parser.add_argument(
        "--no-mutants", action="store_true", help="only solution, empty release and variants"
    )
    parser.add_argument("--strict", action="store_true", help="warnings fail the check, too")
    parser.add_argument("--write", action="store_true", help="record the result in assignment.toml")
    _add_bench(parser)
    parser.add_argument(
        "--seed", type=natural, metavar="N", default=1, help="what tests draw from (default: 1)"
    )


def _add_calibrate(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands, "calibrate", "Measure how far right and wrong solutions are from the thresholds."
    )
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="its name")
    parser.add_argument(
        "--seeds",
        type=positive,
        metavar="N",
        default=20,
        help="runs of the worked solution, with the seeds 1 to N (default: 20)",
    )
    parser.add_argument(
        "--variant-seeds",
        type=natural,
        metavar="N",
        help="runs of each variant, 0 for none (default: as --seeds)",
    )
    parser.add_argument("--write", action="store_true", help="store the results in assignment.toml")
    _add_bench(parser)


def _add_bench(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--fresh", action="store_true", help="ignore earlier results")
    parser.add_argument("--without-assets", action="store_true", help="no optional data or models")
    parser.add_argument(
        "--jobs", type=positive, metavar="N", help="examinations at a time (default: by cores)"
    )
    _add_runner(parser)
    _add_format(parser)


def _add_format(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format",
        choices=("table", "json"),
        default="table",
        help="on standard output, for people or for programs (default: table)",
    )


def _add_runner(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--runner",
        choices=_runners(),
        help="sandbox (default: docker if an engine answers, else bubblewrap)",
    )
    parser.add_argument(
        "--trust-submissions",
        action="store_true",
        help="allow the process runner, which isolates nothing",
    )


def _add_collect(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands, "collect", "Sort in what a learning-management system gives as a download."
    )
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="its name")
    what = "zip file of Canvas, Moodle, Blackboard, …, or the folder unpacked from it"
    parser.add_argument("downloads", nargs="+", type=Path, metavar="DOWNLOAD", help=what)
    parser.add_argument("--dry-run", action="store_true", help="write nothing, show what would be")
    what = "CSV of two columns: a name in the download, and the login"
    parser.add_argument("--map", type=Path, metavar="FILE", help=what)
    what = "for other downloads: paths, with groups student_id, file_id and perhaps timestamp"
    parser.add_argument("--pattern", metavar="REGEX", help=what)
    what = "of times in the download (default: the course's, or else this machine's)"
    parser.add_argument("--timezone", metavar="ZONE", help=what)
    what = "where to sort in (default: submitted)"
    parser.add_argument("--submissions", type=Path, metavar="DIR", help=what)


def _add_grade(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands, "grade", "Run submissions in sandboxes, examine them, and store the results."
    )
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="its name")
    parser.add_argument(
        "--submissions",
        type=Path,
        metavar="DIR",
        help="<student>/<assignment>/<notebook>.ipynb or <student>.ipynb (default: submitted)",
    )
    parser.add_argument(
        "--student", action="append", metavar="NAME", help="only this student (repeatable)"
    )
    parser.add_argument(
        "--jobs", type=positive, metavar="N", help="submissions at a time (default: by cores)"
    )
    _add_runner(parser)
    parser.add_argument(
        "--force", action="store_true", help="grade again what has been graded already"
    )
    parser.add_argument(
        "--seed",
        type=natural,
        metavar="N",
        help="examine with this seed, to repeat a run (default: the assignment's secret one)",
    )
    _add_format(parser)


def _add_mark(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "mark", "Give points and write comments as a person.")
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="its name")
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--open", type=Path, metavar="FILE", help="write a sheet of what waits for a person (CSV)"
    )
    what.add_argument("--sheet", type=Path, metavar="FILE", help="store a sheet that was filled in")
    what.add_argument(
        "--student",
        action="append",
        metavar="NAME",
        help="whose work (repeatable); with the options below",
    )
    parser.add_argument("--question", metavar="ID", help="which question (default: the whole)")
    given = parser.add_mutually_exclusive_group()
    given.add_argument(
        "--points", type=points, metavar="N", help="a person's; kept when the work is graded again"
    )
    given.add_argument("--withdraw", action="store_true", help="take a person's points back")
    parser.add_argument("--reason", default="", metavar="TEXT", help="why; the student reads it")
    parser.add_argument(
        "--comment", metavar="TEXT", help="Markdown for the student; empty takes a comment back"
    )
    parser.add_argument(
        "--replace-comment",
        type=positive,
        metavar="ID",
        help="the comment stands in the place of this one (--list names ids)",
    )
    parser.add_argument(
        "--list", action="store_true", help="show what people gave, with the ids of comments"
    )
    parser.add_argument(
        "--replace-points",
        action="store_true",
        help="the sheet may change points that another person gave for the same attempt",
    )
    parser.add_argument(
        "--above-maximum", action="store_true", help="allow more points than the question has"
    )
    parser.add_argument("--by", metavar="NAME", help="who decides (default: your login)")


def _add_extend(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "extend", "Give a student a due date of their own.")
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="its name")
    student = parser.add_argument("student", metavar="NAME", help="login")
    due = parser.add_argument(
        "due",
        metavar="TIME",
        help="ISO 8601, e.g. 2026-12-01T23:59 (without a zone: the course's or this machine's)",
    )
    parser.add_argument(
        "--list",
        action=Instead,
        of=(student, due),
        help="show the due dates of students' own, instead",
    )
    parser.add_argument(
        "--withdraw", action=Instead, of=(due,), help="take the student's date back, instead"
    )
    parser.add_argument(
        "--new", action="store_true", help="the student is in no gradebook and no roster yet"
    )
    parser.add_argument("--reason", default="", metavar="TEXT", help="for the staff")
    parser.add_argument("--by", metavar="NAME", help="who decides (default: your login)")


def _add_students(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "students", "Read the students' names, show or remove them.")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("roster", nargs="?", type=Path, metavar="ROSTER", help="CSV file to read")
    what.add_argument("--list", action="store_true", help="show all students, as CSV")
    what.add_argument(
        "--missing", metavar="ASSIGNMENT", help="show who has not handed in this assignment"
    )
    what.add_argument(
        "--remove",
        nargs="+",
        metavar="NAME",
        help="say what is kept of these students; with --yes, delete it",
    )
    parser.add_argument(
        "--yes", action="store_true", help="with --remove: delete it, which cannot be undone"
    )


def _add_report(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "report", "Write the class report and the students' feedback.")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("assignment", nargs="?", metavar="ASSIGNMENT", help="its name")
    which.add_argument(
        "--all", action="store_true", help="every graded assignment; tables: a row per student"
    )
    parser.add_argument(
        "--format",
        choices=("html", "csv", "json"),
        default="html",
        help="pages, or the scores as a table for other programs (default: html)",
    )
    release = parser.add_mutually_exclusive_group()
    release.add_argument(
        "--release",
        action="store_true",
        help="from now on students see the verdicts that wait for release",
    )
    release.add_argument(
        "--withdraw-release",
        action="store_true",
        help="take the release back: these verdicts wait again",
    )
    parser.add_argument(
        "--output",
        type=Path,
        metavar="PATH",
        help="folder of the pages (default: below .autograder), or file of the table (default: "
        "standard output)",
    )


def _add_fill(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "fill", "Put scores into a table of a learning-management system.")
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="its name")
    parser.add_argument("table", type=Path, metavar="TABLE", help="CSV file that was exported")
    parser.add_argument(
        "--column",
        default="",
        metavar="TITLE",
        help="the column to fill (default: the one that names the assignment)",
    )
    parser.add_argument(
        "--key",
        default="",
        metavar="TITLE",
        help="the column of logins or addresses (default: the one that fits best)",
    )
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="file to write (default: standard output)"
    )


def _add_compare(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "compare", "Find submissions that are alike.")
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="its name")
    parser.add_argument(
        "--above",
        type=percentage,
        default=40.0,
        metavar="P",
        help="list pairs that share P percent of the shorter one, or more (default: 40)",
    )
    parser.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help="the page (default: alike.html beside the class report)",
    )
    _add_format(parser)


def _add_assets(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "assets", "Fetch data and models that assignments declare.")
    parser.add_argument(
        "action", choices=("fetch", "list"), help="get what is missing, or say what there is"
    )
    parser.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", help="default: all")
    parser.add_argument("--asset", metavar="NAME", help="only this one")
    parser.add_argument(
        "--from", dest="origin", type=Path, metavar="PATH", help="take the files from here"
    )


def _add_doctor(commands: _Commands[argparse.ArgumentParser]) -> None:
    _command(commands, "doctor", "Check this machine and this course; say what to type next.")


def _runners() -> tuple[str, ...]:
    return ("docker", "bubblewrap", "process")
