"""Reading variants, and filling notebooks."""

from __future__ import annotations

import pytest

from autograder.checking import programs
from autograder.checking.findings import Kind
from autograder.checking.programs import Side
from autograder.course import Course
from autograder.grading.templates import prepare
from tests.autograder.checking.conftest import answer, check_cell
from tests.autograder.grading.conftest import demo_cells, make_demo

TOML = 'title = "Demo"\npoints = 4\nmanual_points = 2\n'


@pytest.fixture
def read(tmp_path):
    """`read({"wrong/a.py": "…"})` gives variants and findings."""
    demo = make_demo(tmp_path / "course", demo_cells(), TOML)
    course = Course.load(demo.root)

    def read_files(files):
        for name, content in files.items():
            path = demo.root / "source" / "demo" / "variants" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        assignment = course.assignment("demo")
        materials = prepare(course, assignment, tmp_path / "materials")
        return programs.read_variants(assignment, materials)

    return read_files


def test_a_variant_replaces_its_answers_only(read):
    header = "# mistake: thrice\n# fails: q1_hidden\n"
    source = "# %% q1\ndef double(x):\n    return 3 * x\n"
    (variant,), findings = read({"wrong/thrice.py": header + source})
    assert findings == []
    assert (variant.name, variant.side, variant.fails) == (
        "wrong/thrice",
        Side.WRONG,
        ("q1_hidden",),
    )
    cells = variant.program.cells["cells"]
    sources = {c["metadata"]["nbgrader"]["grade_id"]: c["source"] for c in cells}
    assert sources["q1"] == "def double(x):\n    return 3 * x"
    assert "return 3 * x" in sources["q2"]
    assert "check_close" in sources["q1_hidden"]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("wrong/a.py", "# fails: q1_hidden\n# %% q1\nx = 1\n", "no line '# mistake: …'"),
        ("wrong/a.py", "# mistake: m\n# %% q1\nx = 1\n", "which tests it fails"),
        ("wrong/a.py", "# mistake: m\n# fails: q9\n# %% q1\nx = 1\n", "'q9', which does not exist"),
        ("right/a.py", "# %% q1\nx = 1\n", "no line '# route: …'"),
        ("right/a.py", "# route: r\n# %% q9\nx = 1\n", "no answer cell 'q9'"),
        ("right/a.py", "# route: r\n", "no cell"),
    ],
)
def test_what_is_wrong_with_a_variant(read, name, content, says):
    _, (finding,) = read({name: content})
    assert finding.kind is Kind.VARIANT_HEADER
    assert finding.subject == name.removesuffix(".py")
    assert says in finding.message


def test_changing_an_answer_leaves_the_worked_solution_alone(template_of):
    template = template_of(answer("q1", "x = 1"), check_cell("q1_x", "assert x"))
    changed = programs.changed(template, "mutant", {"q1": "x = 0"})
    assert [c["source"] for c in changed.cells["cells"]] == ["x = 0", "assert x"]
    assert [c.source for c in template.cells] == ["x = 1", "assert x"]
