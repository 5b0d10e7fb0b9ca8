"""The environment variables of kernels: a fixed set, the same whatever a kernel is for."""

from __future__ import annotations

import math

from gpu_runner.sandbox import SlotSpec

THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "TF_NUM_INTRAOP_THREADS",
    "TF_NUM_INTEROP_THREADS",
)
"""Libraries start one thread per core of the HOST otherwise, and reach the process limit."""

FIXED = {
    "USER": "student",
    "LOGNAME": "student",
    "SHELL": "/bin/sh",
    "LANG": "C.UTF-8",
    "TERM": "xterm-color",
    # Sets and dictionaries of strings iterate in the same order in every run.
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    # There is no network: fail at once instead of after many tries.
    "HF_HUB_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "TF_CPP_MIN_LOG_LEVEL": "2",
    # Do not take all memory of a GPU at once.
    "TF_FORCE_GPU_ALLOW_GROWTH": "true",
}


def kernel_environment(spec: SlotSpec, *, home: str, path: str) -> dict[str, str]:
    """Return the complete environment of a slot's kernels; `spec.env` wins."""
    threads = str(max(1, math.ceil(spec.limits.cpus)))
    return {
        "HOME": home,
        "PATH": path,
        **FIXED,
        **dict.fromkeys(THREAD_VARIABLES, threads),
        **spec.env,
    }
