from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gpu_runner import doctor, main
from gpu_runner.errors import BackendUnavailable
from gpu_runner.findings import NAME_WIDTH
from gpu_runner.settings import Settings

NO_ENGINE = "unix:///nowhere/docker.sock"


@pytest.mark.parametrize("argv", [[], ["image"], ["unknown"], ["doctor", "--fast"]])
def test_a_wrong_command_line_is_a_usage_error(argv, capsys):
    with pytest.raises(SystemExit) as caught:
        main.main(argv)
    assert caught.value.code == main.EXIT_USAGE
    assert "usage: gpu-runner" in capsys.readouterr().err


@pytest.mark.parametrize("argv", [["image", "show"], ["image", "build"]])
def test_no_engine_says_what_to_type_next(argv, capsys, monkeypatch):
    monkeypatch.setenv("DOCKER_HOST", NO_ENGINE)
    assert main.main(argv) == main.EXIT_FAILED
    assert "systemctl start docker" in capsys.readouterr().err


def test_doctor_without_any_sandbox_fails_with_hints(capsys, monkeypatch):
    monkeypatch.setenv("DOCKER_HOST", NO_ENGINE)
    monkeypatch.setenv("PATH", "/nowhere")
    assert main.main(["doctor"]) == main.EXIT_FAILED
    lines = capsys.readouterr().out
    assert f"{'engine':<{NAME_WIDTH}} FAILED" in lines
    assert "systemctl start docker" in lines
    assert f"{'bubblewrap':<{NAME_WIDTH}} FAILED" in lines
    assert "apt install bubblewrap" in lines


@pytest.mark.usefixtures("bubblewrap_backend")
def test_doctor_without_an_engine_checks_the_local_sandbox(capsys, monkeypatch):
    monkeypatch.setenv("DOCKER_HOST", NO_ENGINE)
    doctor_says = main.main(["doctor"])
    lines = capsys.readouterr().out
    assert f"{'engine':<{NAME_WIDTH}} note" in lines
    found = ("limits", "kernel", "user", "seccomp", "privileges", "files")
    for name in ("bubblewrap", *(f"bubblewrap: {name}" for name in found)):
        shown = f"\n{name:<{NAME_WIDTH}}"
        assert f"{shown} ok" in lines or f"{shown} note" in lines, lines
    assert doctor_says == (main.EXIT_FAILED if "FAILED" in lines else main.EXIT_OK)


def test_cleanup_without_an_engine_still_looks_at_folders(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("DOCKER_HOST", NO_ENGINE)
    tmp_path.chmod(0o700)
    monkeypatch.setenv("GPU_RUNNER_SOCKETS", str(tmp_path))
    assert main.main(["cleanup"]) == main.EXIT_FAILED
    assert "containers not looked at" in capsys.readouterr().err


def test_an_interrupt_has_an_exit_code_of_its_own(monkeypatch):
    def interrupted(settings):
        raise KeyboardInterrupt

    monkeypatch.setattr(doctor, "examine", interrupted)
    assert main.main(["doctor"]) == main.EXIT_INTERRUPTED


@pytest.mark.docker
def test_doctor_finds_this_host_well(docker_settings, capsys):
    assert main.main(["doctor"]) == main.EXIT_OK
    report = capsys.readouterr().out
    kernel = ("docker: kernel", "docker: seccomp")
    for name in ("disk", "engine", "cgroups", "runtime", "image", *kernel, "gpu"):
        assert f"\n{name} " in f"\n{report}"
    names = [line[:NAME_WIDTH] for line in report.split("\n") if line[:1].strip()]
    assert len(names) == len(set(names)), "two sandboxes have lines of one name"
    assert "\nbubblewrap " in report


@pytest.mark.parametrize(
    ("line", "result"),
    [
        (doctor.engine({"ServerVersion": "28.2.2"}), doctor.Result.OK),
        (doctor.engine({"ServerVersion": "20.10.24+dfsg1"}), doctor.Result.OK),
        (doctor.engine({"ServerVersion": "19.3.1"}), doctor.Result.FAILED),
        (doctor.cgroups({"CgroupVersion": "2"}), doctor.Result.OK),
        (doctor.cgroups({"SwapLimit": False}), doctor.Result.NOTE),
        (doctor.cgroups({"PidsLimit": False}), doctor.Result.FAILED),
        (doctor.runtime({"Runtimes": {"runc": {}}}, Settings()), doctor.Result.OK),
        (doctor.runtime({"Runtimes": {"runc": {}}}, Settings(runtime="x")), doctor.Result.FAILED),
        (doctor.disk(Path("/")), None),
    ],
)
def test_lines_that_are_not_well_say_what_to_do(line, result):
    assert result in (None, line.result)
    assert (line.result is doctor.Result.OK) == (line.hint == "")


def test_a_failing_check_becomes_a_line():
    def check():
        raise BackendUnavailable("no way", hint="try that")

    [line] = doctor.attempt("gpu", check)
    assert str(line).splitlines() == [
        f"{'gpu':<{NAME_WIDTH}} FAILED  no way",
        " " * (NAME_WIDTH + 9) + "try that",
    ]


def test_the_command_starts():
    command = [sys.executable, "-m", "gpu_runner.main", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert "doctor" in done.stdout
