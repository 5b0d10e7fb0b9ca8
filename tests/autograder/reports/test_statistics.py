"""Numbers of a class, against hand-made figures and NumPy."""

import math
import random

import numpy as np
import pytest

from autograder.gradebook.values import RunFiles
from autograder.reports import statistics
from autograder.reports.statistics import describe_scores, discrimination, needs, normalise
from autograder.results import LIMIT_VERDICTS, Status, Verdict


def test_scores_of_nobody_and_of_one_are_defined_as_far_as_they_can_be():
    assert describe_scores([]) == statistics.Scores(0, None, None, None, None, None)
    assert describe_scores([3.0]) == statistics.Scores(1, 3.0, 3.0, None, 3.0, 3.0)


def test_scores_agree_with_numpy():
    rng = random.Random(0)
    scores = [rng.uniform(0, 20) for _ in range(101)]
    numbers = describe_scores(scores)
    assert numbers.mean == pytest.approx(np.mean(scores))
    assert numbers.median == pytest.approx(np.median(scores))
    assert numbers.deviation == pytest.approx(np.std(scores, ddof=1))


def test_discrimination_is_the_point_biserial_correlation_with_the_rest():
    item = [1, 1, 1, 1, 0, 1, 0, 0, 1, 0, 0, 0]
    rest = [19, 18, 17, 16, 14, 13, 12, 9, 8, 6, 3, 1]
    ones = [r for i, r in zip(item, rest, strict=True) if i]
    zeros = [r for i, r in zip(item, rest, strict=True) if not i]
    p = len(ones) / len(item)
    expected = (np.mean(ones) - np.mean(zeros)) / np.std(rest) * math.sqrt(p * (1 - p))
    assert discrimination(item, rest) == pytest.approx(expected)
    assert discrimination([1 - value for value in item], rest) == pytest.approx(-expected)


@pytest.mark.parametrize(
    ("item", "rest"),
    [
        ([], []),
        ([0, 1] * 4, [1, 2] * 4),
        ([1] * 20, list(range(20))),
        (list(range(20)), [5.0] * 20),
    ],
    ids=["nobody", "too few", "all passed", "rest constant"],
)
def test_discrimination_is_undefined_where_it_says_nothing(item, rest):
    assert discrimination(item, rest) is None


def test_a_wrong_test_discriminates_negatively(make):
    summaries = make.class_of(200)
    questions = [item.question for item in summaries[0].questions]
    *fine, wrong = statistics.question_numbers(summaries, questions)
    assert wrong.discrimination < -0.2
    assert all(number.discrimination > 0.2 for number in fine)
    good = fine[0]
    assert good.count == 200
    assert good.passed == pytest.approx(good.verdicts[Verdict.PASSED] / 200)
    assert good.difficulty == pytest.approx(good.mean / 2)


def test_a_question_is_not_correlated_with_itself(make):
    rng = random.Random(3)
    summaries = [
        make.summary(*[make.result(f"q{n}", points=float(rng.randint(0, 2))) for n in (1, 2)])
        for _ in range(50)
    ]
    questions = [item.question for item in summaries[0].questions]
    points = np.array([[item.points for item in s.questions] for s in summaries])
    for number in statistics.question_numbers(summaries, questions):
        assert number.discrimination == pytest.approx(np.corrcoef(points.T)[0, 1])


def test_open_questions_do_not_make_the_rest_of_strong_students_smaller(make):
    """The strong ones wrote an essay that nobody has read yet."""

    def summary(number, *, read):
        strong = number >= 10
        essay = make.result("q3", Verdict.PASSED if read else Verdict.PENDING, points=2.0 * strong)
        return make.summary(
            make.result("q1", points=2.0 * strong), make.result("q2", points=2.0 * strong), essay
        )

    complete = [summary(n, read=True) for n in range(20)]
    half = [summary(n, read=n % 2 == 0 or n < 10) for n in range(20)]
    questions = [item.question for item in complete[0].questions]
    for summaries in (complete, half):
        first = statistics.question_numbers(summaries, questions)[0]
        assert first.count == 20
        assert first.discrimination == pytest.approx(1.0)


def test_open_questions_count_neither_as_passed_nor_as_zero(make):
    summaries = [
        make.summary(make.result("q1")),
        make.summary(make.result("q1", Verdict.GRADER_ERROR)),
        make.summary(make.score(make.result("q1", Verdict.PENDING), given=1.0)),
        make.summary(run=None),
    ]
    (numbers,) = statistics.question_numbers(summaries, [summaries[0].questions[0].question])
    assert (numbers.count, numbers.mean, numbers.passed) == (2, 1.5, 0.5)
    assert numbers.verdicts == {Verdict.PASSED: 1, Verdict.GRADER_ERROR: 1}
    assert numbers.adjusted == 1


def test_without_points_the_verdict_counts(make):
    summaries = [
        make.summary(make.result("q1", verdict, points=0.0, maximum=0.0))
        for verdict in (Verdict.PASSED, Verdict.PASSED, Verdict.PASSED, Verdict.ERROR)
    ]
    (numbers,) = statistics.question_numbers(summaries, [summaries[0].questions[0].question])
    assert numbers.passed == 0.75


def failed_by(make, count, *more):
    failed = make.result("q1", Verdict.FAILED, points=0.0)
    return [*(make.summary(failed) for _ in range(count)), *more]


def test_a_test_that_nobody_passes_is_named_where_enough_tried(make):
    def named(summaries):
        questions = [item.question for item in summaries[0].questions]
        return [q.grade_id for q in statistics.never_passed(summaries, questions)]

    assert named(failed_by(make, 5)) == ["q1"]
    assert named(failed_by(make, 4)) == []
    empty = make.summary(make.result("q1", Verdict.NO_RESPONSE, points=0.0))
    assert named(failed_by(make, 4, empty)) == [], "who left it empty did not try"
    part = make.summary(make.result("q1", Verdict.FAILED, points=0.5))
    assert named(failed_by(make, 5, part)) == [], "somebody got a part of the points"
    corrected = make.summary(make.score(make.result("q1", Verdict.FAILED, points=0.0), given=0.0))
    assert named(failed_by(make, 5, corrected)) == [], "a person has looked at it"


# -- causes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("AssertionError: loss 0.123 > 0.1", "AssertionError: loss 7.5e-3 > 0.1"),
        ("<Model at 0x7f00aa>", "<Model at 0x55ffbb>"),
        ("FileNotFoundError: '/tmp/a1/b/x.csv'", "FileNotFoundError: '/home/c/x.csv'"),
        ("ValueError:  too   many", "ValueError: too many"),
        ("\x1b[31mKeyError\x1b[0m: 'x'", "KeyError: 'x'"),
        ("Traceback\n  line 1\nKeyError: 'x'", "Traceback\n  other\nKeyError: 'x'"),
        ("ValueError: bad\n\nx: 1.5\ny: 2.5", "ValueError: bad\n\nx: 3.5"),
        ("TypeError: got [" + "1, " * 50 + "1]", "TypeError: got [" + "2, " * 60 + "2]"),
    ],
)
def test_what_differs_by_chance_is_one_cause(first, second):
    assert normalise(first) == normalise(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("ValueError: shape (32, 10)", "ValueError: shape (32, 1)"),
        ("KeyError: 'x'", "KeyError: 'y'"),
        ("ValueError: x", "TypeError: x"),
    ],
)
def test_what_differs_in_kind_is_not(first, second):
    assert normalise(first) != normalise(second)


def test_causes_are_short_whatever_a_submission_says():
    assert normalise("") == ""
    assert len(normalise("ValueError: " + "x" * 5_000_000)) <= 300
    assert len(normalise("/a" * 2_000_000)) <= 300


def test_failures_are_grouped_and_the_largest_group_comes_first(make):
    def failed(student, detail, verdict=Verdict.FAILED):
        return make.summary(make.result("q1", verdict, detail=detail), student=student)

    groups = statistics.group_failures(
        [
            failed("ada", "AssertionError: 0.5"),
            failed("bob", "AssertionError: 0.7"),
            failed("cyd", "ValueError: x", Verdict.ERROR),
            make.summary(make.result("q1"), student="dan"),
            make.summary(make.result("q1", Verdict.PENDING), student="eve"),
        ]
    )
    assert [(group.students, group.verdict) for group in groups] == [
        (("ada", "bob"), Verdict.FAILED),
        (("cyd",), Verdict.ERROR),
    ]


# -- who needs a person ---------------------------------------------------------------------------


def reasons(summary):
    return [(need.reason, need.urgent) for need in needs(summary)]


def test_a_settled_submission_needs_nobody(make):
    adjusted = make.score(make.result("q2", Verdict.PENDING), given=1.0)
    assert reasons(make.summary(make.result("q1", Verdict.FAILED), adjusted)) == []


@pytest.mark.parametrize("verdict", sorted(LIMIT_VERDICTS))
def test_limits_are_remarks(make, verdict):
    ((reason, urgent),) = reasons(make.summary(make.result("q1", verdict)))
    assert reason.endswith(": Title of q1")
    assert not urgent


def test_open_points_are_urgent(make):
    summary = make.summary(
        make.result("q1", Verdict.GRADER_ERROR),
        make.result("q2", Verdict.PENDING),
        run=make.run(flags=("restored test cell q1",)),
    )
    assert reasons(summary) == [
        ("grader error: Title of q1", True),
        ("to be graded: Title of q2", True),
        ("restored test cell q1", False),
    ]


def test_what_could_not_be_graded_or_read_is_urgent(make):
    failed = make.summary(run=None, last_error="no engine")
    assert reasons(failed) == [("not graded: no engine", True)]
    assert reasons(make.summary(run=None)) == [
        ("not graded: waits for its first examination", True)
    ]
    invalid = make.summary(run=make.run(status=Status.INVALID, error="no JSON"))
    assert reasons(invalid) == [("could not be read: no JSON", True)]


def test_a_notebook_that_could_not_be_read_beside_another_is_urgent(make):
    files = RunFiles(notebooks={"gan": "runs/gan.ipynb"})
    results = [
        make.result(),
        make.result("q2", Verdict.NOT_REACHED, notebook="vae"),
    ]
    run = make.run(results, Status.NEEDS_REVIEW, error="vae.ipynb: the file is empty", files=files)
    summary = make.summary(*results, run=run)
    assert summary.status is Status.NEEDS_REVIEW
    assert [(need.reason, need.urgent) for need in needs(summary)] == [
        ("vae could not be read: vae.ipynb: the file is empty", True)
    ]
    seen = make.summary(results[0], make.score(results[1], given=1.0), run=run)
    assert (seen.status, seen.score, needs(seen)) == (Status.GRADED, 3.0, [])


def test_newer_attempts_and_outdated_adjustments_are_urgent(make):
    older = type(make.attempt)(sha256="0" * 64, received_at=make.noon.replace(hour=1))
    newer = type(make.attempt)(sha256="b" * 64, received_at=make.noon.replace(hour=20))
    summary = make.summary(make.score(make.result("q1"), given=1.0, attempt=older), attempt=newer)
    assert reasons(summary) == [
        ("a newer attempt waits for its examination", True),
        ("points given for an earlier attempt: Title of q1", True),
    ]
