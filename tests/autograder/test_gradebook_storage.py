"""The gradebook's file: full disks, locks, damage, versions, and several graders at once."""

import sqlite3
import subprocess
import sys
import textwrap
import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import event, insert, inspect, select, text

from autograder.errors import ConfigError, StorageError
from autograder.gradebook import engine as engine_module
from autograder.gradebook import migrations
from autograder.gradebook.models import Base, Migration
from autograder.gradebook.store import Gradebook
from autograder.gradebook.values import QuestionRow, RunFiles
from autograder.late import LatePolicy
from autograder.results import Outcome, Status, TestResult, Verdict

NOW = datetime(2026, 9, 1, tzinfo=UTC)
QUESTION = QuestionRow(notebook="n", grade_id="q", title="Q", maximum=1)


def save(gradebook, student="ada", detail=""):
    passed = TestResult(
        notebook="n",
        test="q",
        title="Q",
        points=1.0,
        maximum=1.0,
        verdict=Verdict.PASSED,
        detail=detail,
    )
    return gradebook.save_run(
        assignment="a",
        student=student,
        sha256="0" * 64,
        received_at=NOW,
        examination_key="k",
        outcome=Outcome(status=Status.GRADED, results=(passed,)),
        started=NOW,
        finished=NOW,
        artifacts=RunFiles(),
    )


@pytest.fixture
def path(tmp_path):
    return tmp_path / "gradebook.db"


@pytest.fixture
def gradebook(path):
    with Gradebook.open(f"sqlite:///{path}") as opened:
        opened.register_assignment("a", [QUESTION])
        yield opened


def count(path, table):
    with sqlite3.connect(path) as connection:
        found = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    connection.close()
    return found


def test_sqlite_is_safe_by_default(gradebook):
    with gradebook._engine.connect() as connection:
        pragma = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        }
    assert pragma == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "busy_timeout": 30_000,
        "synchronous": 2,
    }


def test_a_full_disk_says_so_and_leaves_nothing_half_written(gradebook, path):
    save(gradebook)

    @event.listens_for(gradebook._engine, "begin")
    def limit(connection):
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(StorageError, match="the disk is full") as caught:
        save(gradebook, "bob", detail="x" * 100_000)
    assert "Free some space" in caught.value.hint
    assert (count(path, "runs"), count(path, "students"), count(path, "results")) == (1, 1, 1)
    event.remove(gradebook._engine, "begin", limit)


def test_a_lock_is_waited_for_and_then_reported(path, monkeypatch):
    monkeypatch.setattr(engine_module, "BUSY_SECONDS", 0.2)
    with Gradebook.open(f"sqlite:///{path}") as gradebook:
        other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match="keeps the gradebook locked"):
            save(gradebook)
        assert gradebook.assignments() == []  # readers do not wait
        other.execute("ROLLBACK")
        save(gradebook)
        other.execute("BEGIN IMMEDIATE")
        release = threading.Timer(0.05, other.execute, ["ROLLBACK"])
        release.start()
        save(gradebook, "bob")
        release.join()
        other.close()
        assert len(gradebook.submissions("a")) == 2


def test_a_new_gradebook_waits_for_another_grader_that_begins_it(path):
    """SQLite itself does not wait before it changes to WAL."""
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.2, other.execute, ["COMMIT"])
    release.start()
    with Gradebook.open(f"sqlite:///{path}") as gradebook:
        assert gradebook.assignments() == []
    release.join()
    other.close()


def test_a_file_that_is_no_database_is_left_alone(path):
    path.write_text("dear diary, " * 100)
    with pytest.raises(StorageError, match="not an SQLite database"):
        Gradebook.open(f"sqlite:///{path}")
    assert path.read_text() == "dear diary, " * 100


def test_another_programs_database_is_left_alone(path):
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE grade (id INTEGER)")
    connection.close()
    with pytest.raises(StorageError, match="another program") as caught:
        Gradebook.open(f"sqlite:///{path}")
    assert "grade" in caught.value.message
    with sqlite3.connect(path) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master").fetchall()
    connection.close()
    assert tables == [("grade",)]


def test_a_damaged_file_is_reported(gradebook, path):
    for number in range(200):
        save(gradebook, f"student{number}", detail="x" * 2000)
    gradebook.close()
    data = bytearray(path.read_bytes())
    data[8192:] = b"\xff" * len(data[8192:])
    path.write_bytes(data)
    with (
        pytest.raises(StorageError, match=r"damaged|not an SQLite database") as caught,
        Gradebook.open(f"sqlite:///{path}") as damaged,
    ):
        damaged.submissions("a")
    assert str(path) in str(caught.value)
    assert "backup" in caught.value.hint


def test_check_finds_damage_and_dangling_rows(gradebook, path):
    save(gradebook)
    assert gradebook.check() == []
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM attempts")
    connection.close()
    assert gradebook.check() == ["row 1 of runs refers to a missing attempts"]


def test_a_file_that_cannot_be_written_is_reported(gradebook, path):
    save(gradebook)
    gradebook.close()
    with (
        Gradebook.open(f"sqlite:///file:{path}?mode=ro&uri=true") as readonly,
        pytest.raises(StorageError, match="read-only"),
    ):
        save(readonly, "bob")


def test_a_folder_that_cannot_be_made_is_reported(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="cannot be made"):
        Gradebook.open(f"sqlite:///{tmp_path}/file/gradebook.db")
    (tmp_path / "gradebook.db").mkdir()
    with pytest.raises(StorageError, match="cannot be opened"):
        Gradebook.open(f"sqlite:///{tmp_path}/gradebook.db")


@pytest.mark.parametrize(
    ("url", "match"),
    [
        ("gradebook.db", "no database URL"),
        ("nosuch://host/name", "no database URL"),
        ("mysql+aiomysql://host/name", "not installed"),
    ],
)
def test_a_wrong_url_is_a_configuration_error(url, match):
    with pytest.raises(ConfigError, match=match):
        Gradebook.open(url)


# -- migrations ---------------------------------------------------------------------------------


def step(number, name, sql):
    return migrations.Step(number, name, lambda connection: connection.exec_driver_sql(sql))


def test_migrations_run_in_order_once_and_are_recorded(gradebook):
    last = len(migrations.MIGRATIONS)
    more = [
        *migrations.MIGRATIONS,
        step(last + 1, "add_section", "ALTER TABLE students ADD COLUMN section VARCHAR"),
        step(last + 2, "fill_section", "UPDATE students SET section = 'A'"),
    ]
    save(gradebook)
    engine = gradebook._engine
    assert migrations.migrate(engine, "here", more) == ["add_section", "fill_section"]
    assert migrations.migrate(engine, "here", more) == []
    with engine.connect() as connection:
        rows = connection.execute(select(Migration.version, Migration.name)).all()
        sections = connection.execute(text("SELECT section FROM students")).scalars().all()
    assert rows[0] == (1, "create_tables")
    assert rows[last:] == [(last + 1, "add_section"), (last + 2, "fill_section")]
    assert sections == ["A"]
    with pytest.raises(StorageError, match="newer autograder"):
        Gradebook.open(str(engine.url))


def test_a_migration_that_fails_leaves_the_version_before_it(gradebook):
    def half(connection):
        connection.exec_driver_sql("ALTER TABLE students ADD COLUMN section VARCHAR")
        raise ValueError("half-way")

    more = [*migrations.MIGRATIONS, migrations.Step(len(migrations.MIGRATIONS) + 1, "half", half)]
    with pytest.raises(ValueError, match="half-way"):
        migrations.migrate(gradebook._engine, "here", more)
    columns = {column["name"] for column in inspect(gradebook._engine).get_columns("students")}
    assert "section" not in columns
    save(gradebook)
    assert gradebook.submission("a", "ada").score == 1


def test_a_new_database_counts_as_fully_migrated(gradebook):
    with gradebook._engine.connect() as connection:
        versions = connection.execute(select(Migration.version)).scalars().all()
    assert versions == [step.version for step in migrations.MIGRATIONS]
    assert set(inspect(gradebook._engine).get_table_names()) == set(Base.metadata.tables)


def test_gradebooks_of_the_first_version_have_less(gradebook, path):
    save(gradebook)
    with gradebook._writing.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE runs DROP COLUMN budgets")
        connection.exec_driver_sql("ALTER TABLE questions DROP COLUMN heading")
        connection.exec_driver_sql("ALTER TABLE extensions DROP COLUMN withdrawn")
        connection.exec_driver_sql("ALTER TABLE assignments DROP COLUMN late")
        connection.exec_driver_sql("DELETE FROM migrations WHERE version > 1")
    gradebook.close()
    with Gradebook.open(f"sqlite:///{path}") as migrated:
        assert migrated.runs("a", "ada")[0].budgets == {}
        assert migrated.assignment("a").late == LatePolicy()
        assert {item.question.heading for item in migrated.submission("a", "ada").questions} == {""}
        outcome = Outcome(status=Status.GRADED, results=(), budgets={"memory_bytes": 0.5})
        run = migrated.save_run(
            assignment="a",
            student="ada",
            sha256="b" * 64,
            received_at=NOW,
            examination_key="k",
            outcome=outcome,
            started=NOW,
            finished=NOW,
            artifacts=RunFiles(),
        )
        assert migrated.run(run).budgets == {"memory_bytes": 0.5}


def test_a_gradebook_of_a_newer_version_is_not_touched(gradebook, path):
    with gradebook._writing.begin() as connection:
        connection.execute(insert(Migration).values(version=99, name="future", applied_at=NOW))
    gradebook.close()
    with pytest.raises(StorageError, match=r"schema 99; this version knows up to \d") as caught:
        Gradebook.open(f"sqlite:///{path}")
    assert "Install the newer version" in caught.value.hint


# -- several graders ----------------------------------------------------------------------------

GRADER = textwrap.dedent(
    """
    import sys
    sys.path.insert(0, sys.argv[2])
    import test_gradebook_storage as here
    with here.Gradebook.open(sys.argv[1]) as gradebook:
        gradebook.register_assignment("a", [here.QUESTION])
        print(gradebook.assignment_seed("a"))
        for number in range(30):
            here.save(gradebook, f"student{number:02}")
    """
)


def test_several_graders_share_a_new_gradebook(path, request):
    command = [sys.executable, "-c", GRADER, f"sqlite:///{path}", str(request.path.parent)]
    graders = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    answers = [grader.communicate(timeout=120) for grader in graders]
    assert [grader.returncode for grader in graders] == [0, 0, 0], answers
    assert len({seed for seed, _ in answers}) == 1
    with Gradebook.open(f"sqlite:///{path}") as gradebook:
        assert [summary.score for summary in gradebook.submissions("a")] == [1.0] * 30
        assert gradebook.check() == []
    for table in ("students", "submissions", "attempts", "runs", "results"):
        assert count(path, table) == 30, table


def test_threads_share_one_gradebook(gradebook):
    threads = [
        threading.Thread(target=save, args=(gradebook, f"student{number % 5}"))
        for number in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [summary.attempts for summary in gradebook.submissions("a")] == [1] * 5
    assert all(len(gradebook.runs("a", f"student{number}")) == 1 for number in range(5))


@pytest.mark.parametrize("students", [1, 60])
def test_a_class_takes_a_fixed_number_of_queries(gradebook, students):
    for number in range(students):
        save(gradebook, f"student{number}")
    seen = []
    event.listen(gradebook._engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    assert len(gradebook.submissions("a")) == students
    assert len([query for query in seen if query.startswith("SELECT")]) == 9
