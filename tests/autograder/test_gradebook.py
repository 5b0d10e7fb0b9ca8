"""The gradebook: what is kept, what counts, and that nothing a person did is ever lost."""

import os
import random
import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import create_engine, event

from autograder.errors import UsageError
from autograder.gradebook.columns import MAX_TEXT
from autograder.gradebook.models import Base
from autograder.gradebook.store import Gradebook
from autograder.gradebook.values import Mark, QuestionRow, RunFiles, StudentRow
from autograder.results import Outcome, Status, TestResult, Verdict

NOON = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

QUESTIONS = (
    QuestionRow(notebook="gan", grade_id="q1", title="The loss is right", maximum=2, hidden=True),
    QuestionRow(notebook="gan", grade_id="q2", title="The model trains", maximum=3),
    QuestionRow(notebook="gan", grade_id="essay", title="Explain", maximum=5, manual=True),
)


def result(test="q1", verdict=Verdict.PASSED, points=None, **more):
    question = next(q for q in QUESTIONS if q.grade_id == test)
    if points is None and verdict not in (Verdict.PENDING, Verdict.GRADER_ERROR):
        points = question.maximum if verdict is Verdict.PASSED else 0.0
    values = {
        "notebook": "gan",
        "test": test,
        "title": question.title,
        "points": points,
        "maximum": question.maximum,
        "verdict": verdict,
        "hidden": question.hidden,
        "manual": question.manual,
    }
    return TestResult(**(values | more))


def outcome(*results, status=Status.GRADED, **more):
    return Outcome(status=status, results=results, **more)


FULL = outcome(result("q1"), result("q2"), result("essay", Verdict.PENDING), status="needs_review")
ZERO = outcome(result("q1", Verdict.FAILED), result("q2", Verdict.FAILED))
BROKEN = outcome(status=Status.NOT_GRADED, error="the container engine did not answer")


def save(gradebook, saved=FULL, *, student="ada", sha="a", at=NOON, key="k1", **more):
    return gradebook.save_run(
        assignment="gan",
        student=student,
        sha256=sha * 64,
        received_at=at,
        examination_key=key,
        outcome=saved,
        started=at + HOUR,
        finished=at + HOUR + timedelta(seconds=30),
        artifacts=RunFiles(record="records/gan/ada.jsonl", notebooks={"gan": "executed/gan.ipynb"}),
        **more,
    )


def adjust(gradebook, points, grade_id="essay", student="ada", **more):
    gradebook.adjust(
        assignment="gan",
        student=student,
        notebook="gan",
        grade_id=grade_id,
        points=points,
        author="grace",
        reason="read it",
        **more,
    )


# A server to test against as well, for example postgresql+psycopg://localhost/scratch: its tables
# are dropped before each test.
SERVER = os.environ.get("AUTOGRADER_TEST_DATABASE", "")


@pytest.fixture(params=["sqlite", "server"] if SERVER else ["sqlite"])
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/state/gradebook.db"
    engine = create_engine(SERVER)
    Base.metadata.drop_all(engine)
    engine.dispose()
    return SERVER


@pytest.fixture
def gradebook(url):
    with Gradebook.open(url) as opened:
        opened.register_assignment("gan", QUESTIONS, title="GAN losses", due=NOON + 5 * HOUR)
        yield opened


def test_a_run_comes_back_as_it_was_saved(gradebook):
    full = outcome(
        result("q1", message="fine", detail="Traceback …", resources={"memory": 0.5}, seconds=1.5),
        result("q2", Verdict.FAILED, points=1.5),
        flags=("restored test cell q2",),
        seconds=4.0,
        cpu_seconds=3.5,
        peak_memory_bytes=5 << 30,
        environment={"image": "sha256:1", "packages": {"keras": "3.15"}},
    )
    run = gradebook.run(save(gradebook, full))
    assert run.results == full.results
    assert run.flags == full.flags
    assert run.environment == full.environment
    assert (run.seconds, run.cpu_seconds, run.peak_memory_bytes) == (4.0, 3.5, 5 << 30)
    assert run.attempt.received_at == NOON
    assert run.files.notebooks == {"gan": "executed/gan.ipynb"}
    assert (run.finished_at - run.started_at).total_seconds() == 30


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_can_be_kept(gradebook, verdict):
    save(gradebook, outcome(result("q2", verdict)))
    assert gradebook.submission("gan", "ada").questions[1].verdict is verdict


@pytest.mark.parametrize("status", Status)
def test_every_status_can_be_kept(gradebook, status):
    assert gradebook.run(save(gradebook, outcome(status=status))).status is status


def test_times_are_kept_in_utc_whatever_the_zone(gradebook):
    eastern = NOON.astimezone(timezone(-4 * HOUR))
    received = gradebook.run(save(gradebook, at=eastern)).attempt.received_at
    assert received == NOON
    assert received.utcoffset() == timedelta(0)


def test_a_time_without_zone_is_refused(gradebook):
    with pytest.raises(ValueError, match="no time zone"):
        save(gradebook, at=datetime(2026, 9, 1, 12, 0))  # noqa: DTZ001
    assert gradebook.submissions("gan") == []


def test_the_seed_is_drawn_once_for_each_assignment(url):
    with Gradebook.open(url) as first:
        seed = first.assignment_seed("gan")
    with Gradebook.open(url) as second:
        second.register_assignment("gan", QUESTIONS)
        assert second.assignment_seed("gan") == seed
        assert second.assignment_seed("vae") != seed


# -- which run counts ---------------------------------------------------------------------------


def test_the_latest_run_of_the_latest_attempt_counts(gradebook):
    save(gradebook, outcome(result("q1"), result("q2")), sha="a", at=NOON)
    save(gradebook, outcome(result("q1"), result("q2", Verdict.ERROR)), sha="b", at=NOON + HOUR)
    # The first attempt is examined once more, under new tests; it stays the first attempt.
    save(gradebook, outcome(result("q1"), result("q2")), sha="a", at=NOON, key="k2")
    summary = gradebook.submission("gan", "ada")
    assert (summary.score, summary.attempts) == (2.0, 2)
    save(gradebook, outcome(result("q1", Verdict.FAILED)), sha="b", at=NOON + HOUR, key="k2")
    assert gradebook.submission("gan", "ada").score == 0.0


def test_what_was_not_graded_replaces_nothing_and_is_no_zero(gradebook):
    save(gradebook, BROKEN)
    summary = gradebook.submission("gan", "ada")
    assert (summary.score, summary.status, summary.run) == (None, Status.NOT_GRADED, None)
    assert summary.last_error == BROKEN.error
    save(gradebook, FULL)
    save(gradebook, BROKEN, key="k2")
    summary = gradebook.submission("gan", "ada")
    assert (summary.score, summary.waiting) == (5.0, False)
    save(gradebook, BROKEN, sha="b", at=NOON + HOUR)
    summary = gradebook.submission("gan", "ada")
    assert (summary.score, summary.waiting) == (5.0, True)
    assert summary.last_error == BROKEN.error
    assert len(gradebook.runs("gan", "ada")) == 4


def test_an_unreadable_second_attempt_replaces_the_first(gradebook):
    save(gradebook, FULL)
    save(gradebook, outcome(status=Status.INVALID, error="no JSON"), sha="b", at=NOON + HOUR)
    summary = gradebook.submission("gan", "ada")
    assert (summary.score, summary.status, summary.pending) == (0.0, Status.INVALID, ())
    assert summary.maximum == 10.0


def test_going_back_to_an_earlier_version_is_a_new_attempt(gradebook):
    for sha, hours in (("a", 0), ("b", 1), ("a", 2)):
        save(gradebook, sha=sha, at=NOON + hours * HOUR)
    assert gradebook.submission("gan", "ada").attempts == 3
    again = {"received_at": NOON + 2 * HOUR}
    assert gradebook.finished_run("gan", "ada", "a" * 64, "k1", **again) is not None
    later = {"received_at": NOON + 3 * HOUR}
    assert gradebook.finished_run("gan", "ada", "b" * 64, "k1", **later) is None


def test_the_same_content_with_another_file_time_is_the_same_attempt(gradebook):
    for hours in (1, 0, 2):
        save(gradebook, at=NOON + hours * HOUR)
    summary = gradebook.submission("gan", "ada")
    assert summary.attempts == 1
    assert summary.attempt.received_at == NOON + HOUR


def test_a_finished_run_is_found_by_content_and_key(gradebook):
    save(gradebook, BROKEN)
    assert gradebook.finished_run("gan", "ada", "a" * 64, "k1") is None
    saved = save(gradebook)
    assert gradebook.finished_run("gan", "ada", "a" * 64, "k1").id == saved
    for other in (("gan", "bob", "a", "k1"), ("gan", "ada", "b", "k1"), ("gan", "ada", "a", "k2")):
        assert gradebook.finished_run(other[0], other[1], other[2] * 64, other[3]) is None


def test_a_run_under_tests_that_were_taken_back_meanwhile_is_made_again(gradebook):
    """Otherwise the score of the tests that were taken back would count for ever."""
    first = save(gradebook, key="k1")
    save(gradebook, BROKEN, key="k2")
    assert gradebook.finished_run("gan", "ada", "a" * 64, "k1").id == first
    changed = save(gradebook, ZERO, key="k2")
    assert gradebook.finished_run("gan", "ada", "a" * 64, "k1") is None
    assert gradebook.submission("gan", "ada").score == 0
    back = save(gradebook, key="k1")
    assert len({first, changed, back}) == 3
    assert gradebook.submission("gan", "ada").score == 5.0
    assert gradebook.finished_run("gan", "ada", "a" * 64, "k1").id == back
    assert gradebook.finished_run("gan", "ada", "a" * 64, "k2") is None


def test_a_finished_run_is_stored_once_unless_repeated(gradebook):
    first = save(gradebook)
    assert save(gradebook) == first
    assert save(gradebook, repeat=True) != first
    assert len(gradebook.runs("gan", "ada")) == 2


def test_an_attempt_can_wait_for_its_run(gradebook):
    wait = {"assignment": "gan", "student": "ada", "sha256": "a" * 64, "received_at": NOON}
    assert gradebook.save_attempt(**wait) == gradebook.save_attempt(**wait)
    summary = gradebook.submission("gan", "ada")
    assert (summary.waiting, summary.score, summary.attempts) == (True, None, 1)
    save(gradebook)
    summary = gradebook.submission("gan", "ada")
    assert (summary.waiting, summary.score, summary.attempts) == (False, 5.0, 1)


# -- what people add ----------------------------------------------------------------------------


def test_grading_again_keeps_what_a_person_gave(gradebook):
    save(gradebook)
    adjust(gradebook, 4.5)
    gradebook.comment(
        assignment="gan", student="ada", notebook="gan", grade_id="essay", text="Good.", author="g"
    )
    before = gradebook.submission("gan", "ada")
    assert (before.score, before.status) == (9.5, Status.GRADED)
    save(gradebook, key="k2")
    save(gradebook, BROKEN, key="k3")
    gradebook.register_assignment("gan", QUESTIONS)
    after = gradebook.submission("gan", "ada")
    assert (after.score, after.status, after.outdated_adjustments) == (9.5, Status.GRADED, ())
    assert [comment.text for comment in after.questions[2].comments] == ["Good."]


def test_an_adjustment_made_on_an_earlier_attempt_is_named(gradebook):
    save(gradebook)
    adjust(gradebook, 3, "q2")
    save(gradebook, outcome(result("q2", Verdict.FAILED)), sha="b", at=NOON + HOUR)
    summary = gradebook.submission("gan", "ada")
    assert [item.question.grade_id for item in summary.outdated_adjustments] == ["q2"]
    assert summary.questions[1].points == 3
    assert summary.questions[1].automatic == 0


def test_an_adjustment_is_on_the_attempt_that_is_shown(gradebook):
    """A newer one that could not be examined yet is not what the person has seen."""
    save(gradebook)
    save(gradebook, BROKEN, sha="b", at=NOON + HOUR)
    adjust(gradebook, 3, "q2")
    assert gradebook.submission("gan", "ada").outdated_adjustments == ()
    save(gradebook, sha="b", at=NOON + HOUR, key="k2")
    summary = gradebook.submission("gan", "ada")
    assert [item.question.grade_id for item in summary.outdated_adjustments] == ["q2"]


def test_the_latest_adjustment_counts_and_can_be_taken_back(gradebook):
    save(gradebook)
    for points, score in ((1, 6.0), (4, 9.0), (None, 5.0)):
        adjust(gradebook, points)
        assert gradebook.submission("gan", "ada").score == score
    assert [row.points for row in gradebook.adjustments("gan", "ada")] == [1, 4, None]


@pytest.mark.parametrize("points", [-1, 5.01, float("nan"), float("inf")])
def test_points_outside_the_question_are_refused(gradebook, points):
    save(gradebook)
    with pytest.raises(UsageError, match="outside 0 to 5"):
        adjust(gradebook, points)
    assert gradebook.adjustments("gan", "ada") == []


def test_extra_credit_has_to_be_asked_for(gradebook):
    save(gradebook)
    adjust(gradebook, 6, above_maximum=True)
    assert gradebook.submission("gan", "ada").score == 11


def test_a_sheet_is_stored_with_a_fixed_number_of_queries(gradebook):
    """They hold the lock: whoever stores a run meanwhile waits."""
    queries = []
    names = [f"s{number:02}" for number in range(40)]
    for name in names:
        save(gradebook, student=name)

    def marks(students, points):
        return [
            Mark(student=name, question="essay", points=points, comment=f"Well, {points}.")
            for name in students
        ]

    @event.listens_for(gradebook._engine, "before_cursor_execute")
    def on_query(connection, cursor, statement, *_):
        queries.append(statement)

    read = []
    for students, points in ((names[:4], 3), (names, 4), (names, 4), (names, 5)):
        queries.clear()
        found = gradebook.mark("gan", marks(students, points), author="grace")
        assert found.added == (0 if len(read) == 2 else 2 * len(students))
        assert sum("INSERT" in statement for statement in queries) == found.added
        read.append(len(queries) - found.added)
    event.remove(gradebook._engine, "before_cursor_execute", on_query)
    assert read == [read[0]] * 4, "not a query for each student"
    assert 5 < read[0] < 15
    assert {item.questions[2].points for item in gradebook.submissions("gan")} == {5}
    comments = gradebook.submission("gan", "s00").questions[2].comments
    assert [comment.text for comment in comments] == ["Well, 3.", "Well, 4.", "Well, 5."]


def test_a_mark_within_a_sheet_may_correct_an_earlier_one(gradebook):
    save(gradebook)
    say = {"student": "ada", "question": "essay"}
    marks = [Mark(**say, comment="Wel."), Mark(**say, comment="", withdraw_comment=True)]
    assert gradebook.mark("gan", [*marks, Mark(**say, comment="Wel.")], author="g").added == 3
    [comment] = gradebook.submission("gan", "ada").questions[2].comments
    assert comment.text == "Wel."


def test_names_that_do_not_exist_get_a_hint(gradebook):
    save(gradebook)
    with pytest.raises(UsageError, match="Did you mean 'gan/essay'"):
        adjust(gradebook, 1, "esay")
    with pytest.raises(UsageError, match="submitted nothing"):
        adjust(gradebook, 1, student="nobody")
    with pytest.raises(UsageError, match="Did you mean 'gan'"):
        gradebook.submissions("gann")


def test_comments_can_be_replaced_and_taken_back(gradebook):
    save(gradebook)
    say = {"assignment": "gan", "student": "ada", "author": "grace"}
    first = gradebook.comment(**say, text="Weak.")
    second = gradebook.comment(**say, text="Could be stronger.", replaces=first)
    texts = [comment.text for comment in gradebook.submission("gan", "ada").comments]
    assert texts == ["Could be stronger."]
    gradebook.comment(**say, text="", replaces=second)
    assert gradebook.submission("gan", "ada").comments == ()
    save(gradebook, student="bob")
    with pytest.raises(UsageError, match="no comment"):
        gradebook.comment(**(say | {"student": "bob"}), text="x", replaces=first)


def test_an_extension_moves_one_students_due_date(gradebook):
    due = NOON + 9 * HOUR
    gradebook.extend(assignment="gan", student="ada", due=due, author="grace", reason="ill")
    assert gradebook.submissions("gan") == []
    for student in ("ada", "bob"):
        save(gradebook, student=student, at=NOON + 8 * HOUR)
    ada, bob = gradebook.submissions("gan")
    assert (ada.due, ada.is_late, bob.is_late) == (due, False, True)
    assert ada.extension.reason == "ill"
    assert gradebook.assignment("gan").latest_due == due
    gradebook.extend(assignment="gan", student="ada", due=NOON, author="grace", reason="well")
    assert gradebook.assignment("gan").latest_due == NOON + 5 * HOUR


def test_an_extension_that_is_withdrawn_stays_as_a_row(gradebook):
    save(gradebook, at=NOON + 8 * HOUR)
    due = NOON + 9 * HOUR
    gradebook.extend(assignment="gan", student="ada", due=due, author="grace")
    assert {name: row.due for name, row in gradebook.extensions("gan").items()} == {"ada": due}
    gradebook.withdraw_extension(assignment="gan", student="ada", author="grace", reason="slip")
    assert gradebook.extensions("gan") == {}
    ada = gradebook.submission("gan", "ada")
    assert (ada.extension, ada.due, ada.is_late) == (None, NOON + 5 * HOUR, True)
    assert gradebook.assignment("gan").latest_due == NOON + 5 * HOUR
    with gradebook._engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT withdrawn, reason FROM extensions").all()
    assert [tuple(row) for row in kept] == [(0, ""), (1, "slip")]
    with pytest.raises(UsageError, match="ada has no due date of their own for gan"):
        gradebook.withdraw_extension(assignment="gan", student="ada", author="grace")


def test_a_submission_does_not_name_its_questions(gradebook):
    save(gradebook, outcome(result("q1", title="All correct, 100 points")))
    assert gradebook.submission("gan", "ada").questions[0].title == "The loss is right"


# -- questions change ---------------------------------------------------------------------------


def test_a_question_that_left_stops_counting_but_stays(gradebook):
    save(gradebook)
    adjust(gradebook, 4)
    gradebook.register_assignment("gan", QUESTIONS[:2])
    assert gradebook.submission("gan", "ada").score == 5
    gradebook.register_assignment("gan", QUESTIONS)
    assert gradebook.submission("gan", "ada").score == 9


def test_a_question_that_is_new_waits_for_the_next_run(gradebook):
    save(gradebook, outcome(result("q1"), result("q2")))
    summary = gradebook.submission("gan", "ada")
    assert [item.question.grade_id for item in summary.pending] == ["essay"]
    assert summary.status is Status.NEEDS_REVIEW


def test_questions_are_made_from_results_where_nobody_registered_them(url):
    with Gradebook.open(url) as fresh:
        save(fresh, outcome(result("q2"), result("q1")))
        assert [q.grade_id for q in fresh.assignment("gan").questions] == ["q2", "q1"]
        assert fresh.submission("gan", "ada").maximum == 5


def test_the_score_is_recomputed_from_rows_over_any_history(gradebook):
    """A model of the rules in a dozen lines, against random histories."""
    rng = random.Random(0)
    attempts, runs, given = [], {}, {}
    for step in range(150):
        kind = rng.choice(["run", "run", "adjust", "broken"])
        if kind == "adjust" and attempts:
            test = rng.choice(["q1", "q2", "essay"])
            given[test] = rng.choice([0, 1, 2, None])
            adjust(gradebook, given[test], test)
        elif kind != "adjust":
            if not attempts or rng.random() < 0.3:
                attempts.append((f"{len(attempts):064x}", NOON + len(attempts) * HOUR))
            sha, at = rng.choice(attempts)
            verdicts = {t: rng.choice([Verdict.PASSED, Verdict.FAILED]) for t in ("q1", "q2")}
            ran = BROKEN
            if kind == "run":
                essay = result("essay", Verdict.PENDING)
                ran = outcome(*(result(t, v) for t, v in verdicts.items()), essay)
                runs[at] = {t: r.points for t, r in zip(verdicts, ran.results, strict=False)}
            gradebook.save_run(
                assignment="gan",
                student="ada",
                sha256=sha,
                received_at=at,
                examination_key=str(step),
                outcome=ran,
                started=at,
                finished=at,
                artifacts=RunFiles(),
            )
        if not runs:
            continue
        counted = {**runs[max(runs)], "essay": None}
        points = [counted[t] if given.get(t) is None else given[t] for t in counted]
        summary = gradebook.submission("gan", "ada")
        assert summary.score == sum(p or 0 for p in points)
        assert len(summary.pending) == points.count(None)


# -- hostile values -----------------------------------------------------------------------------


def test_text_that_no_database_can_hold_does_not_stop_a_run(gradebook):
    nasty = "a\x00b\ud800c\u202ed"
    saved = save(
        gradebook,
        outcome(
            result("q1", message=nasty, detail="x" * (MAX_TEXT * 3)),
            flags=(nasty,),
            environment={nasty: float("nan"), "path": object},
        ),
    )
    run = gradebook.run(saved)
    assert run.results[0].message == "a\ufffdb\ufffdc\u202ed"
    assert len(run.results[0].detail) < MAX_TEXT + 100
    assert "400,000 characters left out" in run.results[0].detail
    assert run.flags == ("a\ufffdb\ufffdc\u202ed",)
    assert run.environment["a\ufffdb\ufffdc\u202ed"] == "nan"


@pytest.mark.parametrize("path", ["/etc/passwd", "../../x", "a/../../b", "a\\..\\b"])
def test_paths_stay_in_the_state_folder(path):
    with pytest.raises(ValueError, match=re.escape(repr(path))):
        RunFiles(notebooks={"gan": path})


def test_students_can_be_named_and_renamed(gradebook):
    save(gradebook)
    gradebook.save_students([StudentRow(name="ada", first_name="Ada"), StudentRow(name="bob")])
    gradebook.save_students([StudentRow(name="ada", first_name="Ada", last_name="Lovelace")])
    assert [row.display_name for row in gradebook.students()] == ["Ada Lovelace", "bob"]
    assert gradebook.submission("gan", "ada").student.last_name == "Lovelace"
