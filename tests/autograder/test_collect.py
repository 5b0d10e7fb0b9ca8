"""Downloads of learning-management systems, made by hand, and what `collect` makes of them."""

from __future__ import annotations

import os
import shutil
import stat
import time
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.gradebook.store import Gradebook
from autograder.gradebook.values import StudentRow
from autograder.grading.submissions import find_submissions
from autograder.main import main

ROSTER = (
    StudentRow(name="jdoe", first_name="Jane", last_name="Doe", email="jane.doe@x.org"),
    StudentRow(name="jm12", first_name="Jürgen", last_name="Müller-Lüdenscheidt"),
    StudentRow(name="o_hara", first_name="Scarlett", last_name="O'Hara", email="so@x.org"),
)
OCTOBER = (2026, 10, 1, 20, 30, 0)
"""When a file of an archive was changed, which names no zone."""


def nb(text: str) -> bytes:
    """A notebook; what is in it does not matter here."""
    return f'{{"cells": [], "metadata": {{"{text}": 1}}, "nbformat": 4}}'.encode()


@dataclass
class Collected:
    """What a command printed."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> dict[str, list[str]]:
        """Cells of the table by student, or by the name in the download where there is none."""
        lines = [line for line in self.out.splitlines() if line.startswith("│")]
        cells = [[cell.strip() for cell in line.split("│")[1:-1]] for line in lines]
        return {row[0] or row[1]: row for row in cells}


@dataclass
class Course:
    root: Path
    capsys: pytest.CaptureFixture[str]

    @property
    def submitted(self) -> Path:
        return self.root / "submitted"

    def roster(self, *students: StudentRow) -> None:
        with self.gradebook() as gradebook:
            gradebook.save_students(students or ROSTER)

    def gradebook(self) -> Gradebook:
        return Gradebook.open(f"sqlite:///{self.root}/.autograder/gradebook.db")

    def zip(
        self,
        files: Mapping[str, bytes],
        name: str = "download.zip",
        when: tuple[int, int, int, int, int, int] = OCTOBER,
    ) -> Path:
        path = self.root.parent / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, data in files.items():
                archive.writestr(zipfile.ZipInfo(member, when), data, zipfile.ZIP_DEFLATED)
        return path

    def collect(self, *arguments: object) -> Collected:
        self.capsys.readouterr()
        code = main(["collect", "softmax", *map(str, arguments), "--course", str(self.root)])
        output = self.capsys.readouterr()
        return Collected(code, output.out, output.err)

    def stored(self) -> dict[str, str]:
        """Text of the notebooks by student."""
        return {
            path.parents[1].name: path.read_text().split('"')[5]
            for path in sorted(self.submitted.glob("*/softmax/softmax.ipynb"))
        }

    def received(self) -> dict[str, datetime]:
        """Times, as `grade` reads them."""
        found = find_submissions(self.submitted, "softmax", ["softmax"])
        return {submission.student: submission.received_at for submission in found}

    def kept(self) -> list[Path]:
        return sorted((self.root / ".autograder" / "replaced").rglob("*.ipynb"))


@pytest.fixture
def course(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Course:
    monkeypatch.setenv("COLUMNS", "300")
    root = tmp_path / "course"
    assert main(["init", str(root)]) == 0
    shutil.rmtree(root / "submitted")
    config = root / "nbgrader_config.py"
    config.write_text(f"{config.read_text()}\nc.Exchange.timezone = 'Europe/Berlin'\n")
    return Course(root, capsys)


def set_due(course: Course, text: str) -> None:
    path = course.root / "source" / "softmax" / "assignment.toml"
    path.write_text(f"due = {text}\n{path.read_text()}")


class TestForms:
    def test_canvas(self, course: Course) -> None:
        """Last and first name in one word, numbers of the student and of the file."""
        course.roster()
        download = course.zip(
            {
                "doejane_12345_678901_softmax.ipynb": nb("jane"),
                "müllerlüdenscheidtjürgen_LATE_777_678902_softmax-1.ipynb": nb("again"),
                "oharascarlett_888_678903_Softmax (1).ipynb": nb("frankly"),
                "oharascarlett_888_678904_notes.pdf": b"%PDF",
            }
        )
        done = course.collect(download)
        assert done.code == 0
        assert course.stored() == {"jdoe": "jane", "jm12": "again", "o_hara": "frankly"}
        assert done.rows["jdoe"] == [
            *("jdoe", "doejane", "softmax.ipynb"),
            *("2026-10-01 20:30 CEST", "file", "new"),
        ]
        assert done.rows["jm12"][-1] == "new: taken as softmax.ipynb"
        assert "3 new" in done.out
        assert "Canvas gives each file the time of the download" in done.err
        assert "jm12: late by Canvas, which does not say since when" in done.err
        pdf = download / "oharascarlett_888_678904_notes.pdf"
        assert f"not looked at: {pdf} (no notebook)" in done.err
        assert set(course.received().values()) == {datetime(2026, 10, 1, 18, 30, tzinfo=UTC)}

    def test_what_canvas_does_not_call_late_is_not_late(self, course: Course) -> None:
        """The archive is made after the due date, and has no other time."""
        set_due(course, "2026-09-30T23:59:00+02:00")
        course.roster()
        files = {
            "doejane_12345_678901_softmax.ipynb": nb("jane"),
            "müllerlüdenscheidtjürgen_LATE_777_678902_softmax.ipynb": nb("late"),
            "oharascarlett_888_678903_softmax.ipynb": nb("scarlett"),
        }
        with course.gradebook() as gradebook:
            due = datetime(2026, 12, 1, tzinfo=UTC)
            gradebook.extend(assignment="softmax", student="o_hara", due=due, author="grace")
        done = course.collect(course.zip(files))
        assert done.rows["jdoe"][3:5] == ["2026-09-30 23:59 CEST", "not late"]
        assert course.received() == {
            "jdoe": datetime(2026, 9, 30, 21, 59, tzinfo=UTC),
            "jm12": datetime(2026, 10, 1, 18, 30, tzinfo=UTC),
            "o_hara": datetime(2026, 10, 1, 18, 30, tzinfo=UTC),
        }
        # Handed in again, and still not late by Canvas: the newer download counts.
        again = {"doejane_12345_678999_softmax-1.ipynb": nb("second")}
        done = course.collect(course.zip(again, when=(2026, 10, 2, 9, 0, 0)))
        assert done.rows["jdoe"][-1] == "replaces: taken as softmax.ipynb"
        assert course.stored()["jdoe"] == "second"
        done = course.collect(course.zip(files))
        assert done.rows["jdoe"][-1].startswith("older: what is there is of 2026-09-30 21:59 UTC")
        assert course.stored()["jdoe"] == "second"

    def test_canvas_without_names(self, course: Course) -> None:
        course.roster()
        files = {"LATE_anon_aB3dE_678901_softmax.ipynb": nb("x")}
        done = course.collect(course.zip(files))
        assert (done.code, course.stored()) == (9, {})
        assert "anon_aB3dE (nobody in the roster)" in done.err

    @pytest.mark.parametrize("flat", [False, True])
    def test_moodle(self, course: Course, flat: bool) -> None:
        """Folders, and before version 3.1 files side by side."""
        course.roster()
        after = "" if flat else "/"
        download = course.zip(
            {
                f"Jane Doe_4711_assignsubmission_file_{after}softmax.ipynb": nb("jane"),
                f"Müller-Lüdenscheidt Jürgen_4712_assignsubmission_file_{after}my.ipynb": nb("own"),
                f"Jane Doe_4711_assignsubmission_onlinetext_{after}onlinetext.html": b"<p>hi",
            }
        )
        done = course.collect(download)
        assert done.code == 0
        assert course.stored() == {"jdoe": "jane", "jm12": "own"}
        assert done.rows["jm12"][-1] == "new: taken as softmax.ipynb"
        assert "times that name no zone are read in Europe/Berlin (c.Exchange.timezone)" in done.err
        assert course.received()["jdoe"] == datetime(2026, 10, 1, 18, 30, tzinfo=UTC)
        assert not (course.submitted / "jdoe" / "softmax" / "timestamp.txt").exists()

    def test_blackboard(self, course: Course) -> None:
        """The login is in the name, with the time; a text beside each names the student."""
        course.roster()
        head, other = "Home_work 1_jdoe", "Home_work 1_o_hara"
        text = "Name: {}\nAssignment: Home_work 1\nDate Submitted: …\n\nComments:\nName: X (jm12)\n"
        download = course.zip(
            {
                f"{head}_attempt_2026-10-01-23-59-59_softmax.ipynb": nb("first"),
                f"{head}_attempt_2026-10-01-23-59-59.txt": text.format("Jane Doe (jdoe)").encode(),
                f"{head}_attempt_2026-10-02-08-00-00_softmax.ipynb": nb("second"),
                f"{head}_attempt_2026-10-02-08-00-00.txt": text.format("Jane Doe (jdoe)").encode(),
                f"{other}_poging_2026-10-03-01-00-00_softmax.ipynb": nb("hers"),
                f"{other}_poging_2026-10-03-01-00-00.txt": text.format("S (o_hara)").encode(),
            }
        )
        done = course.collect(download)
        assert done.code == 0
        assert course.stored() == {"jdoe": "second", "o_hara": "hers"}
        assert "2 new, 1 earlier" in done.out
        assert "not looked at" not in done.err
        written = course.submitted / "jdoe" / "softmax" / "timestamp.txt"
        assert written.read_text() == "2026-10-02 06:00:00.000000 UTC\n"
        assert course.received() == {
            "jdoe": datetime(2026, 10, 2, 6, tzinfo=UTC),
            "o_hara": datetime(2026, 10, 2, 23, tzinfo=UTC),
        }

    def test_blackboard_needs_no_roster(self, course: Course) -> None:
        files = {"HW_bob_attempt_2026-10-01-23-59-59_softmax.ipynb": nb("bob")}
        assert course.collect(course.zip(files)).code == 0
        assert course.stored() == {"bob": "bob"}

    @pytest.mark.parametrize("flat", [False, True])
    def test_brightspace(self, course: Course, flat: bool) -> None:
        course.roster()
        after = " - " if flat else "/"
        download = course.zip(
            {
                "index.html": b"<html>",
                f"1234-56 - Jane Doe - Oct 1, 2026 1159 PM{after}softmax.ipynb": nb("first"),
                f"1234-56 - Jane Doe - Oct 2, 2026 805 AM{after}softmax.ipynb": nb("second"),
                f"99-56 - jm12 Jürgen Müller-Lüdenscheidt - Oct 2, 2026 1205 AM{after}a.ipynb": nb(
                    "login before the name"
                ),
            }
        )
        done = course.collect(download, "--timezone", "America/New_York")
        assert done.code == 0
        assert course.stored() == {"jdoe": "second", "jm12": "login before the name"}
        assert "not looked at" not in done.err
        assert course.received() == {
            "jdoe": datetime(2026, 10, 2, 12, 5, tzinfo=UTC),
            "jm12": datetime(2026, 10, 2, 4, 5, tzinfo=UTC),
        }

    def test_gradescope(self, course: Course) -> None:
        course.roster()
        metadata = """---
submission_1:
  :submitters:
  - :name: Jane Doe
    :sid: '4711'
    :email: jane.doe@x.org
  - :name: Jürgen M.
    :sid: jm12
  :created_at: 2026-10-01 21:59:59.123456000 Z
  :score: 5.0
submission_2:
  :submitters:
  - :name: Scarlett
    :email: SO@x.org
  :created_at: 2026-10-02 00:00:00.000000000 +02:00
"""
        download = course.zip(
            {
                "assignment_9_export/submission_metadata.yml": metadata.encode(),
                "assignment_9_export/submission_1/softmax.ipynb": nb("together"),
                "assignment_9_export/submission_2/sub/softmax.ipynb": nb("hers"),
                "assignment_9_export/submission_3/softmax.ipynb": nb("nobody"),
            }
        )
        done = course.collect(download)
        assert done.code == 9
        assert "1 of 4 hand-ins not sorted in: submission_3 (nobody in the roster)" in done.err
        assert course.stored() == {"jdoe": "together", "jm12": "together", "o_hara": "hers"}
        assert course.received() == {
            "jdoe": datetime(2026, 10, 1, 21, 59, 59, 123456, tzinfo=UTC),
            "jm12": datetime(2026, 10, 1, 21, 59, 59, 123456, tzinfo=UTC),
            "o_hara": datetime(2026, 10, 1, 22, tzinfo=UTC),
        }

    def test_a_pattern_for_everything_else(self, course: Course) -> None:
        course.roster()
        files = {
            "week1/jdoe/2026-10-01T12:30:00Z/softmax.ipynb": nb("jane"),
            "week1/O_HARA/20261002T0800/softmax.ipynb": nb("scarlett"),
            "week1/readme.txt": b"",
        }
        form = r"week1/(?P<student_id>\w+)/(?P<timestamp>[^/]+)/(?P<file_id>\w+)\.ipynb"
        done = course.collect(course.zip(files), "--pattern", form)
        assert done.code == 0
        assert course.stored() == {"jdoe": "jane", "o_hara": "scarlett"}
        assert course.received() == {
            "jdoe": datetime(2026, 10, 1, 12, 30, tzinfo=UTC),
            "o_hara": datetime(2026, 10, 2, 6, tzinfo=UTC),
        }
        assert "week1/readme.txt (no student in its name)" in done.err

    def test_the_pattern_of_nbgraders_documentation(self, course: Course) -> None:
        files = {"ps1_bitdiddle_attempt_2016-01-30-15-00-00_softmax.ipynb": nb("ben")}
        form = r".*_(?P<student_id>\w+)_attempt_(?P<timestamp>[0-9\-]+)_(?P<file_id>\w+)"
        assert course.collect(course.zip(files), "--pattern", form).code == 0
        assert course.received() == {"bitdiddle": datetime(2016, 1, 30, 14, tzinfo=UTC)}

    def test_a_folder_unpacked_from_it(self, course: Course) -> None:
        course.roster()
        folder = course.root.parent / "unpacked"
        path = folder / "Jane Doe_4711_assignsubmission_file_" / "softmax.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(nb("jane"))
        os.utime(path, (1_790_000_000, 1_790_000_000))
        (path.parent / ".ipynb_checkpoints").mkdir()
        (path.parent / ".ipynb_checkpoints" / "softmax-checkpoint.ipynb").write_bytes(nb("old"))
        (path.parent / "other.ipynb").symlink_to("/etc/passwd")
        (folder / "link").symlink_to("/etc")
        done = course.collect(folder)
        assert done.code == 0
        assert course.stored() == {"jdoe": "jane"}
        assert course.received() == {"jdoe": datetime.fromtimestamp(1_790_000_000, UTC)}
        assert done.err.count("a link or device is not followed") == 2
        assert "name no zone" not in done.err
        assert list(course.submitted.rglob("*.ipynb")) == [
            course.submitted / "jdoe" / "softmax" / "softmax.ipynb"
        ]

    def test_a_time_that_needs_no_zone(self, course: Course) -> None:
        """Some programs write seconds since 1970 beside the time of day."""
        course.roster()
        path = course.root.parent / "unix.zip"
        member = zipfile.ZipInfo("doejane_1_2_softmax.ipynb", OCTOBER)
        member.extra = b"\x55\x54\x05\x00\x01" + (1_790_000_000).to_bytes(4, "little")
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(member, nb("jane"))
        assert course.collect(path).code == 0
        assert course.received() == {"jdoe": datetime.fromtimestamp(1_790_000_000, UTC)}

    def test_this_machines_zone_where_the_course_names_none(
        self, course: Course, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (course.root / "nbgrader_config.py").write_text("c = get_config()\n")
        monkeypatch.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        try:
            files = {"HW_bob_attempt_2026-10-01-09-00-00_softmax.ipynb": nb("bob")}
            done = course.collect(course.zip(files))
        finally:
            monkeypatch.undo()
            time.tzset()
        assert "2026-10-01 09:00 JST" in done.out
        assert "read in this machine's zone" in done.err
        assert course.received() == {"bob": datetime(2026, 10, 1, tzinfo=UTC)}

    def test_utf8_that_is_not_declared(self, course: Course) -> None:
        """As rubyzip, and so Canvas, writes names."""
        course.roster()
        name = "müllerlüdenscheidtjürgen".encode()
        same_length = "m" * len(name)
        path = course.zip({f"{same_length}_1_2_softmax.ipynb": nb("x")})
        path.write_bytes(path.read_bytes().replace(same_length.encode(), name))
        assert course.collect(path).code == 0
        assert course.stored() == {"jm12": "x"}


class TestWhose:
    def test_names_without_a_roster(self, course: Course) -> None:
        done = course.collect(course.zip({"doejane_1_2_softmax.ipynb": nb("x")}))
        assert (done.code, course.stored()) == (9, {})
        assert "doejane (no roster tells the login)" in done.err
        assert "Read a roster first: autograder students ROSTER.csv" in done.err

    def test_a_map_names_the_others(self, course: Course) -> None:
        course.roster()
        files = {
            "doej_12345_1_softmax.ipynb": nb("jane"),
            "studenttest_99_2_softmax.ipynb": nb("test"),
            "groupone_55_3_softmax.ipynb": nb("group"),
        }
        download = course.zip(files)
        done = course.collect(download)
        assert done.code == 9
        assert "3 of 3 hand-ins not sorted in" in done.err
        assert "--map FILE, with a line for each, such as doej,LOGIN" in done.err
        names = course.root.parent / "names.csv"
        names.write_text("name;login\n12345;jdoe\nstudenttest;\nGroupOne;jm12\ngroupone;o_hara\n")
        done = course.collect(download, "--map", names)
        assert done.code == 0
        assert course.stored() == {"jdoe": "jane", "jm12": "group", "o_hara": "group"}
        assert done.rows["studenttest"][-1] == "left out: no login in the map"

    @pytest.mark.parametrize(
        ("line", "message"),
        [
            ("doejane,jdo", "line 1: no student 'jdo' in the roster"),
            ("doejane", "line 1: not a name and a login"),
            ("doejane,jdoe,x", "line 1: not a name and a login"),
        ],
    )
    def test_a_map_that_is_wrong(self, course: Course, line: str, message: str) -> None:
        course.roster()
        names = course.root.parent / "names.csv"
        names.write_text(f"{line}\n")
        done = course.collect(course.zip({"doejane_1_2_softmax.ipynb": b""}), "--map", names)
        assert done.code == 2
        assert message in done.err

    def test_two_of_one_name_are_not_guessed(self, course: Course) -> None:
        course.roster(*ROSTER, StudentRow(name="jd2", first_name="Jane", last_name="Doe"))
        done = course.collect(course.zip({"doejane_1_2_softmax.ipynb": nb("x")}))
        assert (done.code, course.stored()) == (9, {})
        assert "doejane (may be jd2 or jdoe)" in done.err

    def test_two_of_one_name_in_the_download(self, course: Course) -> None:
        course.roster()
        files = {
            "Jane Doe_1_assignsubmission_file_/softmax.ipynb": nb("x"),
            "Jane Doe_2_assignsubmission_file_/softmax.ipynb": nb("y"),
        }
        done = course.collect(course.zip(files))
        assert (done.code, course.stored()) == (9, {})
        assert "Jane Doe (two are called so: 1, 2)" in done.err

    def test_a_name_that_is_anothers_login(self, course: Course) -> None:
        students = (
            StudentRow(name="lee", first_name="Ann", last_name="Lee"),
            StudentRow(name="leeann", first_name="Leeann", last_name="Smith"),
        )
        course.roster(*students)
        done = course.collect(course.zip({"leeann_1_2_softmax.ipynb": nb("x")}))
        assert done.code == 9
        assert "leeann (may be lee or leeann)" in done.err

    def test_nobody_takes_anothers_place_by_a_files_name(self, course: Course) -> None:
        """Each student chooses the end of a name, in the form of whatever system."""
        course.roster()
        fake = "HW_o_hara_attempt_2026-10-01-23-59-59_softmax.ipynb"
        other = "Scarlett O'Hara_1_assignsubmission_file_softmax.ipynb"
        files = {
            f"doejane_1_2_{fake}": nb("as blackboard"),
            f"müllerlüdenscheidtjürgen_3_4_oharascarlett_5_6_{other}": nb("twice"),
        }
        assert course.collect(course.zip(files)).code == 0
        assert course.stored() == {"jdoe": "as blackboard", "jm12": "twice"}
        files = {
            f"HW_jdoe_attempt_2026-10-01-23-59-59_{fake}": nb("first login"),
            f"HW_jm12_attempt_2026-10-01-23-59-59_oharascarlett_5_6_{other}": nb("canvas"),
        }
        assert course.collect(course.zip(files)).code == 0
        assert "o_hara" not in course.stored()
        folder = "Jane Doe_1_assignsubmission_file_"
        files = {f"{folder}/{other.replace('_softmax', '_/softmax')}": nb("below")}
        course.collect(course.zip(files))
        assert "o_hara" not in course.stored()


class TestWhatIsThereAlready:
    def test_the_same_again_and_a_newer_one(self, course: Course) -> None:
        course.roster()
        first = {"doejane_1_2_softmax.ipynb": nb("first")}
        second = {"doejane_1_3_softmax-1.ipynb": nb("second")}
        course.collect(course.zip(first))
        done = course.collect(course.zip(first, when=(2026, 10, 5, 0, 0, 0)))
        assert done.rows["jdoe"][-1] == "unchanged"
        assert course.received()["jdoe"].day == 1
        done = course.collect(course.zip(second, when=(2026, 10, 6, 0, 0, 0)))
        assert done.rows["jdoe"][-1] == "replaces: taken as softmax.ipynb"
        (kept,) = course.kept()
        assert kept.read_bytes() == nb("first")
        assert str(kept.parent) in done.err
        assert course.stored() == {"jdoe": "second"}
        assert sorted(path.name for path in (course.submitted / "jdoe").iterdir()) == ["softmax"]
        done = course.collect(course.zip(first))
        assert done.code == 0
        assert done.rows["jdoe"][-1].startswith("older: what is there is of 2026-10-05 22:00 UTC")
        assert course.stored() == {"jdoe": "second"}

    def test_an_old_time_does_not_stay_with_a_new_notebook(self, course: Course) -> None:
        name = "HW_bob_attempt_2026-10-{}-09-00-00_softmax.ipynb"
        course.collect(course.zip({name.format("01"): nb("one")}))
        course.collect(course.zip({name.format("02"): nb("two")}))
        assert course.stored() == {"bob": "two"}
        assert course.received()["bob"].day == 2

    def test_several_downloads_at_once(self, course: Course) -> None:
        course.roster()
        new = course.zip({"doejane_1_3_softmax.ipynb": nb("new")}, "2.zip", (2026, 10, 9, 0, 0, 0))
        old = course.zip({"doejane_1_2_softmax.ipynb": nb("old")}, "1.zip")
        assert course.collect(new, old).code == 0
        assert course.stored() == {"jdoe": "new"}

    def test_a_file_beside_the_folders(self, course: Course) -> None:
        """One file per student, as `grade` reads it, too."""
        course.roster()
        course.submitted.mkdir()
        flat = course.submitted / "jdoe.ipynb"
        flat.write_bytes(nb("old"))
        os.utime(flat, (0, 0))
        assert course.collect(course.zip({"doejane_1_3_softmax.ipynb": nb("new")})).code == 0
        assert course.stored() == {"jdoe": "new"}
        assert course.received().keys() == {"jdoe"}
        assert [path.name for path in course.kept()] == ["jdoe.ipynb"]

    def test_a_folder_without_the_notebook_is_replaced(self, course: Course) -> None:
        course.roster()
        place = course.submitted / "jdoe" / "softmax"
        place.mkdir(parents=True)
        (place / "report.pdf").write_text("x")
        assert course.collect(course.zip({"doejane_1_3_softmax.ipynb": nb("new")})).code == 0
        assert [path.name for path in place.iterdir()] == ["softmax.ipynb"]
        assert list((course.root / ".autograder" / "replaced").rglob("report.pdf"))

    def test_a_link_in_the_way(self, course: Course) -> None:
        course.roster()
        elsewhere = course.root.parent / "elsewhere"
        elsewhere.mkdir()
        course.submitted.mkdir()
        (course.submitted / "jdoe").symlink_to(elsewhere)
        done = course.collect(course.zip({"doejane_1_3_softmax.ipynb": nb("new")}))
        assert done.code == 9
        assert "in the way" in done.err
        assert not list(elsewhere.iterdir())

    def test_a_dry_run_writes_nothing(self, course: Course) -> None:
        course.roster()
        done = course.collect(course.zip({"doejane_1_3_softmax.ipynb": nb("x")}), "--dry-run")
        assert done.code == 0
        assert done.rows["jdoe"][-1] == "new"
        assert "1 new (nothing is written)" in done.out
        assert not course.submitted.exists()

    def test_what_was_replaced_goes_with_the_student(self, course: Course) -> None:
        course.roster()
        for number, day in (("1", 1), ("2", 2)):
            files = {"doejane_1_3_softmax.ipynb": nb(number)}
            course.collect(course.zip(files, when=(2026, 10, day, 0, 0, 0)))
        assert course.kept()
        arguments = ["students", "--remove", "jdoe", "--yes", "--course", str(course.root)]
        assert main(arguments) == 0
        assert not course.kept()


class TestUntrusted:
    def test_odd_members_are_named_and_harm_nobody(self, course: Course) -> None:
        course.roster()
        path = course.root.parent / "odd.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("doejane_1_2_softmax.ipynb", nb("jane"))
            archive.writestr("../../doejane_1_3_softmax.ipynb", nb("up"))
            archive.writestr("/doejane_1_3_softmax.ipynb", nb("root"))
            archive.writestr("a\\..\\doejane_1_3_softmax.ipynb", nb("windows"))
            archive.writestr("x" * 2000, b"")
            archive.writestr("\x1b[2Jevil_1_2_softmax.ipynb", nb("terminal"))
            link = zipfile.ZipInfo("müllerlüdenscheidtjürgen_1_2_softmax.ipynb")
            link.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(link, "/etc/passwd")
            archive.writestr("__MACOSX/._doejane_1_2_softmax.ipynb", b"")
        done = course.collect(path)
        assert done.code == 0
        assert course.stored() == {"jdoe": "jane"}
        assert done.err.count("its name is none for a file") == 4
        assert "a link or device is not followed" in done.err
        assert "\x1b" not in done.err + done.out
        assert {entry.name for entry in course.root.parent.iterdir()} <= {"course", "odd.zip"}

    def test_a_notebook_that_is_a_bomb(self, course: Course) -> None:
        course.roster()
        config = course.root / "nbgrader_config.py"
        config.write_text(f"{config.read_text()}\nc.Autograder.max_notebook_mb = 1\n")
        files = {
            "doejane_1_2_softmax.ipynb": b"0" * 50_000_000,
            "oharascarlett_1_2_softmax.ipynb": nb("fine"),
        }
        path = course.zip(files)
        assert path.stat().st_size < 100_000
        done = course.collect(path)
        assert done.code == 9
        assert "doejane (it has more than 1 MB)" in done.err
        assert course.stored() == {"o_hara": "fine"}

    def test_a_damaged_member_and_an_encrypted_one(self, course: Course) -> None:
        course.roster()
        path = course.root.parent / "damaged.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("doejane_1_2_softmax.ipynb", b"A" * 1000)
            archive.writestr("oharascarlett_1_2_softmax.ipynb", nb("fine"))
            member = archive.infolist()[1]
        data = bytearray(path.read_bytes().replace(b"A" * 1000, b"B" * 1000))
        path.write_bytes(data)
        done = course.collect(path)
        assert done.code == 9
        assert "doejane (it cannot be read: Bad CRC-32" in done.err
        assert course.stored() == {"o_hara": "fine"}
        data[member.header_offset + 6] |= 1
        where = data.rindex(b"PK\x01\x02")
        data[where + 8] |= 1
        path.write_bytes(data)
        assert "oharascarlett (it cannot be read: " in course.collect(path).err

    def test_far_too_many_files(self, course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("autograder.grading.downloads.MAX_MEMBERS", 10)
        files = {f"doejane_1_{number}_softmax.ipynb": b"" for number in range(11)}
        done = course.collect(course.zip(files))
        assert done.code == 2
        assert "more than 10 files are too many" in done.err

    def test_metadata_that_is_no_yaml(self, course: Course) -> None:
        files = {
            "submission_metadata.yml": b"a: [}",
            "submission_1/softmax.ipynb": nb("x"),
        }
        done = course.collect(course.zip(files))
        assert done.code == 2
        assert "submission_metadata.yml: cannot be read" in done.err
        files["submission_metadata.yml"] = b"!!python/object/apply:os.system ['touch /tmp/owned']"
        assert course.collect(course.zip(files)).code == 2

    def test_a_time_that_is_none(self, course: Course) -> None:
        course.roster()
        path = course.zip({"doejane_1_2_softmax.ipynb": nb("x")})
        data = bytearray(path.read_bytes())
        data[12:14] = b"\0\0"  # of the local header
        where = data.rindex(b"PK\x01\x02")
        data[where + 14 : where + 16] = b"\0\0"
        path.write_bytes(data)
        done = course.collect(path)
        assert done.code == 0
        assert done.rows["jdoe"][4] == "now"


class TestWhichFile:
    def test_no_notebook_and_too_many(self, course: Course) -> None:
        course.roster()
        files = {
            "doejane_1_2_report.pdf": b"x",
            "oharascarlett_1_3_first.ipynb": nb("1"),
            "oharascarlett_1_4_second.ipynb": nb("2"),
            "müllerlüdenscheidtjürgen_1_5_work.zip": b"PK",
        }
        done = course.collect(course.zip(files))
        assert (done.code, course.stored()) == (9, {})
        assert "doejane (no softmax.ipynb)" in done.err
        assert "oharascarlett (2 notebooks, and none is softmax.ipynb)" in done.err
        assert "work.zip (an archive: unpack it, and collect the folder)" in done.err
        assert "Put these into the submitted folder yourself" in done.err

    def test_the_right_name_comes_first(self, course: Course) -> None:
        course.roster()
        files = {
            "doejane_1_2_softmax.ipynb": nb("right"),
            "doejane_1_3_softmax-1.ipynb": nb("copy"),
            "oharascarlett_1_4_Softmax - Copy (2).ipynb": nb("named alike"),
            "oharascarlett_1_5_scratch.ipynb": nb("scratch"),
        }
        done = course.collect(course.zip(files))
        assert done.code == 0
        assert course.stored() == {"jdoe": "right", "o_hara": "named alike"}
        assert done.err.count("(a notebook of another name)") == 2

    def test_several_notebooks_of_one_assignment(self, course: Course) -> None:
        course.roster()
        source = course.root / "source" / "softmax"
        shutil.copy(source / "softmax.ipynb", source / "second.ipynb")
        (source / "assignment.toml").unlink()
        files = {
            "doejane_1_2_softmax.ipynb": nb("one"),
            "doejane_1_3_second-2.ipynb": nb("two"),
            "oharascarlett_1_4_softmax.ipynb": nb("one"),
        }
        done = course.collect(course.zip(files))
        assert done.code == 0
        place = course.submitted / "jdoe" / "softmax"
        assert sorted(path.name for path in place.iterdir()) == ["second.ipynb", "softmax.ipynb"]
        assert done.rows["o_hara"][-1] == "new: no second.ipynb"


class TestUsage:
    def test_a_download_that_lies_where_it_is_sorted_in(self, course: Course) -> None:
        course.roster()
        course.submitted.mkdir()
        (course.submitted / "doejane_1_2_softmax.ipynb").write_bytes(nb("x"))
        done = course.collect(course.submitted)
        assert done.code == 2
        assert "where hand-ins are sorted in" in done.err

    def test_an_unknown_form(self, course: Course) -> None:
        done = course.collect(course.zip({"jane.ipynb": nb("x")}))
        assert done.code == 2
        assert "jane.ipynb (no student in its name)" in done.err
        assert "Blackboard, Brightspace, Canvas, Gradescope, Moodle" in done.err
        assert "--pattern" in done.err

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (("nowhere.zip",), "nowhere.zip: no zip archive"),
            (("--pattern", "(?P<student_id>"), "--pattern: no regular expression"),
            (("--pattern", r"(?P<student_id>\w+)"), "--pattern: no group file_id"),
            (("--timezone", "Berlin"), "--timezone: 'Berlin' is no time zone"),
            (("--map", "nowhere.csv"), "nowhere.csv: cannot be read"),
        ],
    )
    def test_arguments(self, course: Course, arguments: tuple[str, ...], message: str) -> None:
        download = course.zip({"HW_bob_attempt_2026-10-01-23-59-59_softmax.ipynb": nb("bob")})
        done = course.collect(download, *arguments)
        assert done.code == 2
        assert message in done.err

    def test_another_folder(self, course: Course) -> None:
        download = course.zip({"HW_bob_attempt_2026-10-01-23-59-59_softmax.ipynb": nb("bob")})
        elsewhere = course.root.parent / "elsewhere"
        assert course.collect(download, "--submissions", elsewhere).code == 0
        assert (elsewhere / "bob" / "softmax" / "softmax.ipynb").read_bytes() == nb("bob")
