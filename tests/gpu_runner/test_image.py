from __future__ import annotations

import io
import tarfile

import pytest

from gpu_runner import image, image_build
from gpu_runner.settings import Settings

PACKAGES = {"Dockerfile": b"FROM x", "requirements.lock": b"numpy==1"}
GUEST = {"gpu_runner/guest/warm.py": b"pass", "guest.Dockerfile": b"FROM y"}


def test_names_depend_on_every_input():
    before = image.tags(Settings(), PACKAGES, GUEST)
    assert before == image.tags(Settings(), dict(reversed(PACKAGES.items())), GUEST)
    other_base = image.tags(Settings(base="other"), PACKAGES, GUEST)
    other_lock = image.tags(Settings(), {**PACKAGES, "requirements.lock": b"numpy==2"}, GUEST)
    for changed in (other_base, other_lock):
        assert changed.packages != before.packages
        assert changed.complete != before.complete
    other_guest = image.tags(Settings(), PACKAGES, {**GUEST, "new.py": b""})
    assert other_guest.packages == before.packages, "an edit of the guest installs nothing"
    assert other_guest.complete != before.complete


def test_names_and_contents_cannot_be_confused():
    assert image.content_hash({"a": b"bc"}) != image.content_hash({"ab": b"c"})


def test_the_guest_layer_holds_the_guest_and_nothing_else():
    names = set(image.guest_inputs())
    assert "gpu_runner/guest/warm.py" in names
    allowed = {"guest.Dockerfile", "gpu_runner/__init__.py"}
    assert all(name in allowed or name.startswith("gpu_runner/guest/") for name in names)


def test_the_guest_imports_nothing_that_the_image_lacks():
    for name, content in image.guest_inputs().items():
        for line in content.decode().splitlines():
            if line.strip().startswith(("from gpu_runner", "import gpu_runner")):
                assert "gpu_runner.guest" in line, f"{name}: {line}"


@pytest.mark.parametrize("cuda", [False, True])
def test_versions_in_the_image_are_those_of_the_project(cuda):
    def pins(text):
        lines = (line.split(";")[0].split() for line in text.splitlines())
        pairs = (line[0].split("==") for line in lines if line and "==" in line[0])
        found = {}
        for name, version in pairs:
            found.setdefault(name, set()).add(version)
        return found

    project = pins((image.PACKAGE_FOLDER.parent / "requirements.lock").read_text())
    name = image.requirements_file(Settings(cuda=cuda))
    inside = pins((image.IMAGE_FOLDER / name).read_text())
    assert {"tensorflow", "keras", "tf-keras", "transformers", "pyseccomp"} <= set(inside)
    shared = (set(inside) & set(project)) - {"pyseccomp"}
    assert {n: inside[n] for n in shared} == {n: project[n] for n in shared}
    assert any(n.startswith("nvidia-") for n in inside) == cuda


def test_pip_settings_come_from_files_and_then_variables(tmp_path):
    first, second = tmp_path / "a.conf", tmp_path / "b.conf"
    first.write_text("[global]\nindex-url = https://one/simple\ntimeout = 3\n")
    second.write_text("[install]\nindex_url = https://two/simple\n")
    found = image_build.read_pip_settings([first, second], {"PIP_TIMEOUT": "9", "HOME": "/x"})
    assert found == {"index-url": "https://two/simple", "timeout": "9"}


def test_paths_of_the_host_do_not_reach_the_build():
    found = image_build.portable_pip_settings(
        {
            "index-url": "https://mirror/simple",
            "extra-index-url": "file:///opt/pypi https://other/simple",
            "find-links": "/opt/wheels",
            "cert": "/etc/ca.crt",
            "cache-dir": "/home/me/.cache",
            "timeout": "30",
        }
    )
    assert found == {
        "index-url": "https://mirror/simple",
        "extra-index-url": "https://other/simple",
        "timeout": "30",
    }


def test_the_host_s_certificates_are_found(tmp_path):
    bundle = tmp_path / "ca.crt"
    bundle.write_text("certificate")
    assert image_build.certificate_file({"cert": str(bundle)}, {}) == bundle
    assert image_build.certificate_file({}, {"SSL_CERT_FILE": str(bundle)}) == bundle
    assert image_build.certificate_file({"cert": "/nowhere"}, {}) is None


def test_archives_of_equal_files_are_equal():
    first = image_build.archive({"b": b"2", "a": b"1"}).read()
    assert first == image_build.archive({"a": b"1", "b": b"2"}).read()
    with tarfile.open(fileobj=io.BytesIO(first)) as tar:
        assert tar.getnames() == ["a", "b"]
