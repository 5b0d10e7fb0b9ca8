from __future__ import annotations

import pytest

from autograder.cells import CellInfo, Role
from autograder.errors import SourceError
from autograder.examine.ownership import Owner, imports_of, make_plan, names_of, python_source

A, T, R, P = Role.ANSWER, Role.TEST, Role.READONLY, Role.PLAIN


def cells(*given: tuple[Role, str]) -> list[CellInfo]:
    return [
        CellInfo(index, "code", role, f"c{index}", 1.0 if role is T else 0.0, source)
        for index, (role, source) in enumerate(given)
    ]


def test_names_of_a_cell() -> None:
    names = names_of(
        "import numpy as np, os.path\n"
        "from a import b as c\n"
        "x, *y = f(z)\n"
        "for i in range(3): w = i\n"
        "with open(p) as g: pass\n"
        "def h(a=d):\n    global made\n    made = a + e\n    return [k for k in l]\n"
        "class C(Base):\n    field = m\n    def n(self): return o\n"
        "del q\n"
        "if (walrus := 1): pass\n"
    )
    assert names.imported == {"np", "os", "c"}
    assert names.bound >= {
        "np",
        "os",
        "c",
        "x",
        "y",
        "i",
        "w",
        "g",
        "h",
        "C",
        "q",
        "made",
        "walrus",
    }
    assert names.used >= {"f", "z", "range", "p", "d", "e", "l", "Base", "m", "o"}
    assert not {"k", "a", "field", "self"} & (names.bound | names.used)
    assert names.looked_up >= {"e", "l", "m", "o"}
    assert "f" not in names.looked_up


def test_a_cell_that_does_not_parse_has_no_names() -> None:
    assert names_of("def f(:") == names_of("")


@pytest.mark.parametrize(
    "source", ["x = " + "-" * 100_000 + "1", "x = 1" + " + 1" * 20_000, "\ud800", "\x00"]
)
def test_a_cell_that_defeats_the_parser_has_no_names(source: str) -> None:
    assert names_of(source).bound == frozenset()
    assert imports_of(source) == ""


def test_magics_are_no_syntax_errors() -> None:
    assert "get_ipython" in python_source("%matplotlib inline")
    assert names_of("%matplotlib inline\nx = 1").bound == {"x"}
    assert names_of("print('100 %')").used == {"print"}


def test_imports_are_found_inside_blocks_and_may_fail_where_they_might() -> None:
    source = (
        "import a\nif True:\n    from b import c\n"
        "try:\n    import nowhere\nexcept ImportError:\n    import json as nowhere\nx = 1"
    )
    found = imports_of(source)
    assert found.startswith("import a\nfrom b import c\ntry:\n    import nowhere\n")
    assert names_of(source).imported == {"a", "c", "nowhere"}
    namespace: dict[str, object] = {}
    exec(found.partition("from b import c\n")[2], namespace)
    assert namespace["nowhere"].__name__ == "json"


def test_imports_and_data_are_the_examiners_and_answers_the_candidates() -> None:
    plan = make_plan(
        cells(
            (R, "import numpy as np\nX_test = np.ones(3)"),
            (A, "def f(x):\n    return x"),
            (T, "assert np.all(f(X_test) == X_test)"),
        )
    )
    assert plan.owners == {0: Owner.EXAMINER, 1: Owner.CANDIDATE}
    assert plan.tests[2].candidate == ("f",)
    assert plan.needed == {0}
    assert plan.binders["f"] == ("c1",)


def test_a_read_only_cell_that_uses_an_answer_is_the_candidates_and_so_is_what_uses_it() -> None:
    plan = make_plan(
        cells(
            (A, "def build(): ..."),
            (R, "model = build()"),
            (R, "layers = model.layers"),
            (R, "def helper():\n    return later()"),
            (A, "def later(): ..."),
            (T, "assert len(layers)\nhelper()"),
        )
    )
    assert {i for i, owner in plan.owners.items() if owner is Owner.CANDIDATE} == {0, 1, 2, 3, 4}
    assert plan.tests[5].candidate == ("helper", "layers")


def test_an_import_in_an_answer_is_done_by_the_examiner_too() -> None:
    plan = make_plan(
        cells((A, "import math\ndef f(): return math.pi"), (T, "assert f() == math.pi"))
    )
    assert plan.imports == {0: "import math"}
    assert plan.tests[1].candidate == ("f",)


def test_what_a_test_binds_is_its_own_until_an_answer_binds_it_again() -> None:
    plan = make_plan(
        cells(
            (A, "x = 1"),
            (T, "x = 2\nassert x"),
            (T, "assert x == 2"),
            (A, "x = 3"),
            (T, "assert x == 3"),
        )
    )
    assert plan.tests[2].candidate == ()
    assert plan.tests[4].candidate == ("x",)


def test_a_name_that_nobody_binds_is_asked_of_the_candidate() -> None:
    plan = make_plan(cells((A, "exec('y = 1')"), (T, "assert y == len([1])")))
    assert plan.tests[1].candidate == ("y",)


def test_a_patch_of_a_function_that_answers_call_travels_back() -> None:
    """nbgrader's own manual has this test: it deletes `squares` and calls `sum_of_squares`."""
    plan = make_plan(
        cells(
            (A, "def squares(n): ..."),
            (A, "def sum_of_squares(n):\n    return sum(squares(n))"),
            (T, "orig = squares\ndel squares\nsum_of_squares(1)\nsquares = orig"),
            (T, "n = 3\nassert squares(n)"),
        )
    )
    assert plan.tests[2].candidate == ("squares", "sum_of_squares")
    assert plan.tests[2].synchronised == ("squares",)
    assert plan.tests[3].synchronised == ()


def test_cells_that_no_test_needs_run_in_the_candidate_alone() -> None:
    plan = make_plan(
        cells(
            (R, "import numpy as np"),
            (R, "data = np.ones(3)"),
            (R, "figure = data.sum()"),
            (T, "assert data.size == 3"),
        )
    )
    assert plan.needed == {0, 1}


def test_tags_overrule() -> None:
    given = cells((R, "x = 1"), (P, "y = 2"), (T, "assert x and y"))
    plan = make_plan(given, [["autograder:candidate"], ["autograder:examiner", "other"], []])
    assert plan.owners == {0: Owner.CANDIDATE, 1: Owner.EXAMINER}
    assert plan.tests[2].candidate == ("x",)
    with pytest.raises(SourceError, match=r"nb: cell 1 has the tag 'autograder:student'"):
        make_plan(given, [["autograder:student"], [], []], where="nb")


def test_a_visible_test_without_points_may_run_beside_the_students_code() -> None:
    answer = CellInfo(0, "code", A, "q1", 0.0, "def f(): ...")
    free = CellInfo(1, "code", T, "q1_example", 0.0, "# Visible\nassert f() is None")
    plan = make_plan([answer, free], [[], ["autograder:candidate"]])
    assert plan.owners[1] is Owner.CANDIDATE
    for test in (
        CellInfo(1, "code", T, "q1_values", 1.0, free.source),
        CellInfo(1, "code", T, "q1_values", 0.0, "### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS"),
    ):
        with pytest.raises(SourceError, match="the test cell q1_values has an autograder: tag"):
            make_plan([answer, test], [[], ["autograder:candidate"]])


def test_helpers_of_an_earlier_test_bring_the_names_that_they_look_up() -> None:
    """The helper stands above the answer that it calls; it is called below it."""
    plan = make_plan(
        cells(
            (R, "import numpy as np"),
            (T, "def helper():\n    return inner()\ndef inner():\n    return np.sum(late())"),
            (A, "def late(): ..."),
            (T, "assert helper() == 1"),
        )
    )
    assert plan.tests[3].candidate == ("late",)
