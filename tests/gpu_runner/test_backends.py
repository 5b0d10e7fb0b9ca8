from __future__ import annotations

import pytest

from gpu_runner.backends import BACKENDS, choose_backend
from gpu_runner.errors import BackendUnavailable, RunnerFailure
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


def test_trust_alone_does_not_lower_the_isolation(monkeypatch):
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")
    with pytest.raises(BackendUnavailable, match="no Docker engine answers") as caught:
        choose_backend(None, trust_submissions=True)
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


def test_pool_reuses_idle_slots_of_the_same_wish_only():
    pool = SlotPool(open_slot=lambda wish: FakeSlot())
    small, large = Wish(), Wish(modules=("numpy",))
    first = pool.acquire(small)
    second = pool.acquire(small)
    assert second is not first, "the first one is busy"
    pool.release(first)
    third = pool.acquire(large)
    assert third is not first
    assert pool.acquire(small) is first
    pool.close()
    assert first.closed
    assert second.closed
    assert third.closed
