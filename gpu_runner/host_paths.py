"""Are the host paths of a spec there, and can kernels read them?"""

from __future__ import annotations

import shlex

from gpu_runner.errors import SlotFailed
from gpu_runner.sandbox import SlotSpec


def check_readable(spec: SlotSpec, *, by_others: bool = True) -> None:
    """Raise `SlotFailed` for a path that is missing, or that other users cannot read.

    `by_others`: kernels have user ids of their own.
    """
    for path in (*spec.mounts.values(), *spec.python_path, *spec.links.values()):
        if not path.exists():
            raise SlotFailed(f"{path}: to be mounted, but it does not exist")
        needed = 0o005 if path.is_dir() else 0o004
        if by_others and path.stat().st_mode & needed != needed:
            raise SlotFailed(
                f"{path}: kernels cannot read it", hint=f"chmod -R o+rX {shlex.quote(str(path))}"
            )
    if spec.files is not None and not spec.files.is_dir():
        raise SlotFailed(f"{spec.files}: to be copied, but it is no folder")
