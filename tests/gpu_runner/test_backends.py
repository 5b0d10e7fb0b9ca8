from __future__ import annotations

import pytest

from gpu_runner import backends, pool
from gpu_runner.backends import BACKENDS, choose_backend, default_backend
from gpu_runner.errors import BackendUnavailable, ImageMissing, RunnerFailure
from gpu_runner.limits import Limits
from gpu_runner.pool import SlotPool, Wish
from gpu_runner.process import ProcessBackend
from gpu_runner.sandbox import SlotSpec


def test_an_unknown_backend_names_the_known_ones():
    with pytest.raises(BackendUnavailable, match="'podman' is unknown") as caught:
        choose_backend("podman")
    assert all(name in caught.value.hint for name in BACKENDS)


def test_process_is_refused_unless_the_code_is_trusted():
    with pytest.raises(BackendUnavailable, match="without any isolation") as caught:
        choose_backend("process")
    assert "--trust-submissions" in caught.value.hint
    assert choose_backend("process", trust_submissions=True).name == "process"


class Stub:
    """A backend that can be asked whether it works."""

    def __init__(self, name, problem=None):
        self.name = name
        self.problem = problem

    def __call__(self):
        return self

    def check(self):
        if self.problem is not None:
            raise self.problem

    def describe(self):
        return "as root"


NO_ENGINE = BackendUnavailable("no Docker engine answers", hint="systemctl start docker")
REFUSED = BackendUnavailable("a local sandbox is refused", hint="allow user namespaces")


@pytest.fixture
def hosts(monkeypatch):
    def host(docker, bubblewrap):
        monkeypatch.setattr(backends, "DockerBackend", Stub("docker", docker))
        monkeypatch.setattr(backends, "BubblewrapBackend", Stub("bubblewrap", bubblewrap))

    return host


@pytest.mark.parametrize("bubblewrap", [None, REFUSED])
def test_docker_is_the_default_where_an_engine_answers(hosts, bubblewrap):
    hosts(docker=None, bubblewrap=bubblewrap)
    backend, why = default_backend()
    assert backend.name == choose_backend(None).name == "docker"
    assert why.startswith("Docker serves")


def test_a_local_sandbox_serves_where_no_engine_answers_and_says_so(hosts):
    hosts(docker=NO_ENGINE, bubblewrap=None)
    backend, why = default_backend()
    assert backend.name == choose_backend(None).name == "bubblewrap"
    assert "no Docker engine answers: a local sandbox (bubblewrap) serves, as root" in why


def test_a_missing_image_is_an_error_and_not_a_reason_for_less(hosts):
    hosts(docker=ImageMissing("no image", hint="gpu-runner image build"), bubblewrap=None)
    with pytest.raises(ImageMissing, match="no image"):
        default_backend()


@pytest.mark.parametrize("trusted", [False, True])
def test_where_neither_works_trust_alone_does_not_lower_the_isolation(hosts, trusted):
    hosts(docker=NO_ENGINE, bubblewrap=REFUSED)
    with pytest.raises(BackendUnavailable, match="no Docker engine answers; and a local") as caught:
        choose_backend(None, trust_submissions=trusted)
    assert "systemctl start docker" in caught.value.hint
    assert "allow user namespaces" in caught.value.hint


def test_a_backend_that_was_named_is_not_replaced(monkeypatch):
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")
    with pytest.raises(BackendUnavailable, match="no Docker engine answers") as caught:
        choose_backend("docker", trust_submissions=True)
    assert "systemctl start docker" in caught.value.hint


def test_the_warning_comes_once(capsys, monkeypatch):
    monkeypatch.setattr(ProcessBackend, "_warned", False)
    for _ in range(2):
        ProcessBackend().open_slot(SlotSpec(limits=Limits(start_seconds=60))).close()
    assert capsys.readouterr().err.count("does not isolate anything") == 1


def test_failures_say_what_to_type_next():
    failure = RunnerFailure("broken", hint="mend it")
    assert str(failure) == "broken\n  mend it"
    assert str(RunnerFailure("broken")) == "broken"


class FakeSlot:
    closed = False

    def close(self):
        self.closed = True


@pytest.mark.parametrize(("named", "asked"), [("", None), ("docker", "docker")])
def test_a_wish_without_a_backend_gets_the_default(monkeypatch, named, asked):
    class Chosen:
        def open_slot(self, spec):
            return spec.modules

    def choose(name, *, trust_submissions):
        assert (name, trust_submissions) == (asked, False)
        return Chosen()

    monkeypatch.setattr(pool, "choose_backend", choose)
    assert pool.open_wished(Wish(backend=named, modules=("numpy",))) == ("numpy",)


def test_pool_reuses_idle_slots_of_the_same_wish_only():
    slots = SlotPool(open_slot=lambda wish: FakeSlot())
    small, large = Wish(), Wish(modules=("numpy",))
    first = slots.acquire(small)
    second = slots.acquire(small)
    assert second is not first, "the first one is busy"
    slots.release(first)
    third = slots.acquire(large)
    assert third is not first
    assert slots.acquire(small) is first
    slots.close()
    assert first.closed
    assert second.closed
    assert third.closed
