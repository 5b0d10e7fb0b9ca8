from __future__ import annotations

import pytest

from gpu_runner.errors import RunnerFailure
from gpu_runner.settings import Settings


def test_nothing_set_gives_the_defaults():
    assert Settings.from_environment({}) == Settings()


def test_variables_are_read():
    environment = {
        "GPU_RUNNER_RUNTIME": "runsc",
        "GPU_RUNNER_ISOLATION": "container",
        "GPU_RUNNER_CUDA": "1",
        "GPU_RUNNER_ENGINE_SECONDS": "7",
        "GPU_RUNNER_IMAGE": "",
    }
    assert Settings.from_environment(environment) == Settings(
        runtime="runsc", isolation="container", cuda=True, engine_seconds=7
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GPU_RUNNER_ISOLATION", "none"),
        ("GPU_RUNNER_CUDA", "yes"),
        ("GPU_RUNNER_ENGINE_SECONDS", "0"),
        ("GPU_RUNNER_ENGINE_SECONDS", "soon"),
    ],
)
def test_a_wrong_value_names_the_variable_and_what_to_use(name, value):
    with pytest.raises(RunnerFailure, match=name) as caught:
        Settings.from_environment({name: value})
    assert caught.value.hint.startswith("use ")
