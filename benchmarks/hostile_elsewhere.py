"""What nbgrader and otter-grader do with the submissions of the adversarial suite.

Each runs with each hostile notebook in a container of its own, without network, with limits on
memory, processes, disk and time; both hold the same course, with the same hidden tests. nbgrader
grades an honest submission after the hostile one. Otter gets the same notebook with
``grader.check`` in the test cells, and the tests as its own files. The table of
docs/threat-model.md is made from the JSON that this writes.

Needs Docker and root: the working folder is a file system in memory, so that it has a size.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import nbformat

from benchmarks import common
from benchmarks.elsewhere_words import LIMIT_SECONDS, Outcome, describe
from gpu_runner import image
from gpu_runner.settings import Settings
from tests.adversarial.attack import Attack, attacks
from tests.adversarial.course import EXERCISES, SECRETS, Exercise, make_course

TOOLS: Final = ("nbgrader", "otter")
FOLDER_MB: Final = 400
_CONTAINER = (
    *("--rm", "--network", "none", "--memory", "3g", "--memory-swap", "3g"),
    *("--pids-limit", "400", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"),
    *("--read-only", "--log-driver", "none", "--tmpfs", "/tmp:size=300m,exec"),
    *("--cgroup-parent", "/"),  # one share of a busy machine, not one with all other containers
)
_CONFIG = """c = get_config()
c.ExecutePreprocessor.timeout = {cell_seconds}
c.CourseDirectory.course_id = "course"
"""

ON_THE_HOST: Final = "it is the host's affair: neither has walls or limits of its own"
NAMES: Final = "the course gives the file its name"
NOT_APPLICABLE: Final[dict[str, tuple[str, str]]] = {
    **{
        name: (ON_THE_HOST, ON_THE_HOST)
        for name in (
            *("42_fork_bomb", "42_threads", "43_memory", "43_shared_memory", "44_gpu"),
            *("46_disk_fill", "46_inodes", "46_sparse_file", "51_network", "58_escape_probes"),
        )
    },
    **{
        attack.name: (NAMES, NAMES)
        for attack in attacks()
        if attack.name.startswith("64_") or attack.name == "40_bad_formula"
    },
    "38_stored_xss": ("", "it writes no page"),
    "40_formula": ("", "it writes no table of names"),
}
"""Attack -> why it does not apply to nbgrader and to otter; empty where it does."""


# -- the same course for both ---------------------------------------------------------------------


def make_template(root: Path, exercise: Exercise) -> None:
    """A course in nbgrader's layout, with another student's work, and otter's archive beside it."""
    with contextlib.redirect_stdout(io.StringIO()):
        make_course(root, exercise)
    shutil.rmtree(root / ".autograder", ignore_errors=True)
    # otter has no such limit.
    seconds = tomllib.loads(exercise.toml)["limits"]["cell_seconds"]
    (root / "nbgrader_config.py").write_text(_CONFIG.format(cell_seconds=seconds))
    path = {**os.environ, "PATH": f"{common.BIN}:{os.environ['PATH']}"}  # it calls `alembic`
    make = ("nbgrader", "generate_assignment", exercise.name, "--create", "--force")
    subprocess.run(make, cwd=root, env=path, check=True, capture_output=True)
    tests = root / "otter" / "tests"
    tests.mkdir(parents=True)
    for cell in exercise.cells:
        meta = cell.metadata.nbgrader
        if meta.grade and not meta.solution:
            text = _otter_test(meta.grade_id, meta.points, cell.source)
            (tests / f"{meta.grade_id}.py").write_text(text)
    otter = (str(common.BIN / "otter"), "generate", "--no-environment", "--no-requirements")
    command = [*otter, "--no-config", "-t", "tests"]
    subprocess.run(command, cwd=tests.parent, check=True, capture_output=True)
    shutil.rmtree(tests)


def _otter_test(name: str, points: float, source: str) -> str:
    # Otter knows no partial credit within a case: full points from the threshold on.
    source = source.replace(
        "credit(accuracy, low=0.75, high=0.95, points=4)", "assert accuracy >= 0.95"
    )
    lines = source.split("\n")
    code = []
    for node in ast.parse(source).body:
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
        part = lines[first - 1 : node.end_lineno]
        code += [f">>> {part[0]}", *(f"... {line}" for line in part[1:])]
    hidden = "HIDDEN" in source
    case = {"code": "\n".join(code), "hidden": hidden, "locked": False}
    test = {
        "name": name,
        "points": float(points),
        "suites": [
            {"cases": [case], "scored": True, "setup": "", "teardown": "", "type": "doctest"}
        ],
    }
    return f"OK_FORMAT = True\ntest = {test!r}\n"


def hand_in(root: Path, attack: Attack) -> None:
    """The hostile submission, in both layouts, and an honest one that nbgrader grades after it."""
    exercise = EXERCISES[attack.exercise]
    file = f"{exercise.name}.ipynb"
    release = nbformat.read(root / "release" / exercise.name / file, as_version=4)
    upload = root.parent / "upload"
    attack.with_host(1, "nowhere").upload(upload, release, exercise.honest)
    found = upload / attack.file
    target = root / "submitted" / _student(attack) / exercise.name
    target.mkdir(parents=True)
    for path in found.parent.iterdir():
        if path.is_file():
            name = file if path == found else path.name
            shutil.copyfile(path, target / name)
    for path in target.iterdir():
        shutil.copyfile(path, root / "otter" / path.name)
    with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError, RecursionError):
        _for_otter(root / "otter" / file, exercise)
    first = next(iter(exercise.honest))
    answer = f"{exercise.honest[first]}\n# {SECRETS['other student']}"
    honest = Attack("other", {"class": "0"}, {first: answer})
    other = root / "submitted" / "zz_other" / exercise.name
    honest.upload(other, release, exercise.honest)
    (other / "other.ipynb").rename(other / file)
    shutil.rmtree(upload)


def _student(attack: Attack) -> str:
    return "@SUM" if attack.name == "40_formula" else "hostile"


def _for_otter(path: Path, exercise: Exercise) -> None:
    """Test cells become calls of `grader.check`."""
    notebook = json.loads(path.read_text("utf-8"))
    for cell in notebook["cells"]:
        meta = cell.get("metadata", {}).get("nbgrader") or {}
        if meta.get("grade_id") in exercise.points and meta.get("grade") is True:
            cell["source"] = f'grader.check("{meta["grade_id"]}")'
    first = nbformat.v4.new_code_cell("import otter\ngrader = otter.Notebook()")
    notebook["cells"].insert(0, dict(first))
    path.write_text(json.dumps(notebook), encoding="utf-8")


# -- one run --------------------------------------------------------------------------------------


@contextlib.contextmanager
def working_folder() -> Iterator[Path]:
    """An empty folder that holds `FOLDER_MB` at most."""
    folder = Path(tempfile.mkdtemp(prefix="elsewhere-"))
    mount = ("mount", "-t", "tmpfs", "-o", f"size={FOLDER_MB}m,nr_inodes=50000", "tmpfs")
    subprocess.run([*mount, str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
        folder.rmdir()


def grade(tool: str, template: Path, attack: Attack) -> Outcome:
    """Run one tool in a container, and read what it left."""
    with working_folder() as folder:
        root = folder / "course"
        shutil.copytree(template, root)
        hand_in(root, attack)
        begun = time.monotonic()
        ended, error = _contain(tool, attack, root)
        seconds = round(time.monotonic() - begun, 1)
        read = {"nbgrader": _read_nbgrader, "otter": _read_otter}[tool]
        found = read(root, attack)
    return Outcome(ended=ended, seconds=seconds, **{"error": error, **found})


def _contain(tool: str, attack: Attack, root: Path) -> tuple[bool, str]:
    """Whether the tool ended in time, and the end of what it wrote."""
    name = f"elsewhere-{os.getpid()}-{root.parent.name}"
    python = Path(sys.executable)
    base = Path(os.path.realpath(python)).parents[1]
    shared = ("/usr", str(base), str(common.ROOT / ".venv"), str(common.ROOT / "benchmarks"))
    shared += (str(common.ROOT / "autograder"), str(common.ROOT / "gpu_runner"))
    mounts = [part for path in shared for part in ("-v", f"{path}:{path}:ro")]
    variables = {
        "HOME": "/tmp",
        "PATH": f"{common.BIN}:/usr/bin:/bin",
        "PYTHONPATH": str(common.ROOT),
        "AUTOGRADER_API_TOKEN": SECRETS["environment"],
        "TF_CPP_MIN_LOG_LEVEL": "3",  # nbgrader takes words on standard error for a failed test
    }
    settings = [part for item in variables.items() for part in ("-e", "=".join(item))]
    script = common.ROOT / "benchmarks" / "guest" / "grade_elsewhere.py"
    command = ["docker", "run", "--name", name, *_CONTAINER, *mounts, *settings]
    command += ["-v", f"{root}:/course", "-w", "/course", "--entrypoint", str(python)]
    command += [image.current_tags(Settings()).complete, str(script)]
    try:
        done = subprocess.run(
            [*command, tool, attack.exercise, attack.name],
            capture_output=True,
            timeout=LIMIT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        subprocess.run(["docker", "rm", "-f", name], capture_output=True, check=False)
        return False, ""
    return True, done.stderr.decode("utf-8", "replace")[-1500:]


def _found(root: Path) -> dict[str, Any]:
    try:
        found = json.loads((root / "found.json").read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _read_nbgrader(root: Path, attack: Attack) -> dict[str, Any]:
    student = _student(attack)
    codes = _found(root)
    exercise = EXERCISES[attack.exercise]
    scores = _scores(root / "gradebook.db", exercise)
    autograded = root / "autograded" / student / exercise.name / f"{exercise.name}.ipynb"
    pages = [*(root / "feedback").rglob("*.html"), root / "grades.csv"]
    neighbour = scores.get("zz_other")
    return {
        "scores": scores.get(student) if autograded.is_file() else None,
        "learnt": _learnt(_cells(autograded), exercise),
        "neighbour": None if neighbour is None else sum(neighbour.values()),
        "pages": tuple(sorted(_active(page, attack) for page in pages if _active(page, attack))),
        "error": "" if autograded.is_file() else str(codes.get("autograde", {}).get("tail", "")),
    }


def _scores(database: Path, exercise: Exercise) -> dict[str, dict[str, float]]:
    """Student -> test -> points, as nbgrader computes them (a person's points left out)."""
    query = """select work.student_id, base_cell.name, grade.auto_score, grade.extra_credit
               from grade join submitted_notebook as file on grade.notebook_id = file.id
               join submitted_assignment as work on file.assignment_id = work.id
               join base_cell on grade.cell_id = base_cell.id"""
    found: dict[str, dict[str, float]] = {}
    try:
        with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as link:
            for student, test, score, extra in link.execute(query):
                if test in exercise.points:
                    points = float(score or 0.0) + float(extra or 0.0)
                    found.setdefault(student, {})[test] = points
    except sqlite3.Error:
        return {}
    return found


def _cells(path: Path) -> list[Any]:
    try:
        return list(json.loads(path.read_bytes())["cells"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return []


def _learnt(cells: list[Any], exercise: Exercise) -> tuple[str, ...]:
    """Secrets in what the student's own cells printed."""
    own = []
    for cell in cells:
        meta = cell.get("metadata", {}).get("nbgrader") or {}
        if not (meta.get("grade") and meta.get("grade_id") in exercise.points):
            own.append(cell.get("outputs", []))
    text = json.dumps(own)
    return tuple(sorted(name for name, secret in SECRETS.items() if secret in text))


def _active(page: Path, attack: Attack) -> str:
    """What of a submission would run for whoever opens this page or table; empty if nothing."""
    try:
        text = page.read_text("utf-8", "replace")
    except OSError:
        return ""
    if attack.name == "38_stored_xss" and "<script>fetch('/xss-marker')" in text:
        return "its script stands in the page"
    if attack.name == "40_formula" and page.suffix == ".csv" and ",@SUM," in text:
        return "its formula stands in the table"
    return ""


def _read_otter(root: Path, attack: Attack) -> dict[str, Any]:
    exercise = EXERCISES[attack.exercise]
    found = _found(root)
    scores = found.get("scores")
    cells = found.get("cells", [])
    return {
        "scores": {test: float(scores.get(test, 0.0)) for test in exercise.points}
        if isinstance(scores, dict)
        else None,
        "learnt": _learnt(cells if isinstance(cells, list) else [], exercise),
    }


# -- all of them ----------------------------------------------------------------------------------


def measure(names: list[str], jobs: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Grade the attacks of these names with both tools; name and findings, one at a time."""
    with tempfile.TemporaryDirectory() as place, ThreadPoolExecutor(jobs) as pool:
        templates = {name: Path(place) / name for name in EXERCISES}
        for name, template in templates.items():
            make_template(template, EXERCISES[name])
        pending = [
            (attack, {t: pool.submit(_one, t, templates[attack.exercise], attack) for t in TOOLS})
            for attack in _chosen(names)
        ]
        for attack, row in pending:
            yield attack.name, {tool: future.result() for tool, future in row.items()}


def _one(tool: str, template: Path, attack: Attack) -> dict[str, Any]:
    reason = NOT_APPLICABLE.get(attack.name, ("", ""))[TOOLS.index(tool)]
    if reason:
        return {"text": f"does not apply: {reason}"}
    outcome = grade(tool, template, attack)
    text = describe(tool, attack, outcome)
    print(f"{attack.name:28} {tool:9} {outcome.seconds:6.1f} s  {text}", flush=True)
    return {"text": text, **vars(outcome)}


def _chosen(names: list[str]) -> list[Attack]:
    """In the order of `names`: those that take long may be named last."""
    fields = {"class": "0", "want": "V1"}
    code = {"first": "print('honest')"}
    honest = [Attack(f"00_honest_{name}", {**fields, "exercise": name}, code) for name in EXERCISES]
    known = {attack.name: attack for attack in (*honest, *attacks())}
    return [known[name] for name in names or known if name in known]


def main() -> None:
    """Command line."""
    parser = common.parser(__doc__)
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="containers at a time")
    parser.add_argument("attacks", nargs="*", help="names of attacks (default: all)")
    args = parser.parse_args()
    machine = common.machine()
    machine["packages"]["otter-grader"] = metadata.version("otter-grader")
    output = args.output or common.RESULTS / "hostile_elsewhere.json"
    found = json.loads(output.read_text("utf-8"))["attacks"] if args.attacks else {}
    for name, row in measure(args.attacks, args.jobs):
        found[name] = row
        result = {"machine": machine, "limit_seconds": LIMIT_SECONDS, "attacks": found}
        output.write_text(json.dumps(result, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
